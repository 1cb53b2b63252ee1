// A database of Grype with the advisories of a list: grypeDatabase ADVISORIES FOLDER.
// Built with the modules of Grype itself, so the format is that of its own database.
package main

import (
	"encoding/json"
	"log"
	"os"
	"strings"
	"time"

	v6 "github.com/anchore/grype/grype/db/v6"
	"github.com/spf13/afero"
)

type advisory struct {
	ID, Alias, System, Package, Affected, Fixed, Severity, Vector, Title, Description, URL string
}

var now = time.Now().UTC()
var providers = map[string]*v6.Provider{}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var advisories []advisory
	check(json.Unmarshal(text, &advisories))
	folder := os.Args[2]
	check(os.MkdirAll(folder, 0o700))
	for _, id := range []string{"debian", "github", "nvd"} {
		providers[id] = &v6.Provider{ID: id, Version: "1", Processor: "a test", DateCaptured: &now, InputDigest: "xxh64:0"}
	}
	store, err := v6.NewWriter(v6.Config{DBDirPath: folder, CacheSizeKiB: 1024})
	check(err)
	check(store.SetDBMetadata())
	for _, one := range advisories {
		put(store, one)
	}
	check(store.Close())
	check(v6.Hydrater()(folder))
	_, err = v6.WriteImportMetadata(afero.NewOsFs(), folder, "a test")
	check(err)
}

func put(store v6.ReadWriter, one advisory) {
	cvss := v6.Severity{
		Scheme: v6.SeveritySchemeCVSS,
		Value:  v6.CVSSSeverity{Vector: one.Vector, Version: "3.1"},
		Source: "nvd@nist.gov",
		Rank:   1,
	}
	word := v6.Severity{Scheme: v6.SeveritySchemeCHMLN, Value: strings.ToLower(one.Severity), Rank: 2}
	check(store.AddVulnerabilities(vulnerability("nvd", one.ID, one, cvss, nil)))
	affected := v6.AffectedPackageHandle{BlobValue: &v6.PackageBlob{CVEs: []string{one.ID}}}
	kind := "dpkg"
	if one.System == "debian" {
		affected.Vulnerability = vulnerability("debian", one.ID, one, word, nil)
		affected.OperatingSystem = &v6.OperatingSystem{Name: "debian", ReleaseID: "debian", MajorVersion: "12", Codename: "bookworm"}
		affected.Package = &v6.Package{Ecosystem: "deb", Name: one.Package}
	} else {
		kind = "semver"
		affected.Vulnerability = vulnerability("github", one.Alias, one, word, []string{one.ID})
		affected.Package = &v6.Package{Ecosystem: "npm", Name: one.Package}
	}
	affected.BlobValue.Ranges = []v6.Range{rangeOf(kind, one)}
	check(store.AddVulnerabilities(affected.Vulnerability))
	check(store.AddAffectedPackages(&affected))
}

func vulnerability(provider, name string, one advisory, severity v6.Severity, aliases []string) *v6.VulnerabilityHandle {
	return &v6.VulnerabilityHandle{
		Name:       name,
		Status:     v6.VulnerabilityActive,
		ProviderID: provider,
		Provider:   providers[provider],
		BlobValue: &v6.VulnerabilityBlob{
			ID:          name,
			Description: one.Description,
			References:  []v6.Reference{{URL: one.URL}},
			Aliases:     aliases,
			Severities:  []v6.Severity{severity},
		},
	}
}

func rangeOf(kind string, one advisory) v6.Range {
	constraint := one.Affected
	if constraint == "" && one.Fixed != "" {
		constraint = "< " + one.Fixed
	}
	fix := v6.Fix{State: v6.NotFixedStatus}
	if one.Fixed != "" {
		fix = v6.Fix{Version: one.Fixed, State: v6.FixedStatus}
	}
	return v6.Range{Version: v6.Version{Type: kind, Constraint: constraint}, Fix: &fix}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
