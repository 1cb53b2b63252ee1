// A database of Trivy with the advisories of a list: trivyDatabase ADVISORIES FOLDER.
// Built with the modules of Trivy itself, so the format is that of its own database.
package main

import (
	"encoding/json"
	"log"
	"os"
	"time"

	"github.com/aquasecurity/trivy-db/pkg/db"
	"github.com/aquasecurity/trivy-db/pkg/metadata"
	"github.com/aquasecurity/trivy-db/pkg/types"
	bolt "go.etcd.io/bbolt"
)

type advisory struct {
	ID, Alias, System, Package, Affected, Fixed, Severity, Vector, Title, Description, URL string
	Score                                                                                  float64
}

type place struct {
	bucket string
	source types.DataSource
}

var places = map[string]place{
	"debian": {"debian 12", types.DataSource{
		ID: "debian", Name: "Debian Security Tracker", URL: "https://salsa.debian.org/security-tracker-team/security-tracker",
	}},
	"npm": {"npm::GitHub Security Advisory npm", types.DataSource{
		ID: "ghsa", Name: "GitHub Security Advisory npm", URL: "https://github.com/advisories?query=type%3Areviewed+ecosystem%3Anpm",
	}},
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var advisories []advisory
	check(json.Unmarshal(text, &advisories))
	folder := os.Args[2]
	check(db.Init(folder))
	config := db.Config{}
	check(config.BatchUpdate(func(tx *bolt.Tx) error {
		for _, place := range places {
			check(config.PutDataSource(tx, place.bucket, place.source))
		}
		for _, one := range advisories {
			put(config, tx, one)
		}
		return nil
	}))
	check(config.DeleteAdvisoryDetailBucket())
	check(db.Close())
	now := time.Now().UTC()
	check(metadata.NewClient(folder).Update(metadata.Metadata{
		Version: db.SchemaVersion, UpdatedAt: now, NextUpdate: now.Add(24 * time.Hour),
	}))
}

func put(config db.Config, tx *bolt.Tx, one advisory) {
	place := places[one.System]
	severity, err := types.NewSeverity(one.Severity)
	check(err)
	check(config.PutAdvisoryDetail(tx, one.ID, one.Package, []string{place.bucket}, detail(one)))
	check(config.SaveAdvisoryDetails(tx, one.ID))
	check(config.PutVulnerability(tx, one.ID, types.Vulnerability{
		Title:          one.Title,
		Description:    one.Description,
		Severity:       one.Severity,
		VendorSeverity: types.VendorSeverity{"nvd": severity, place.source.ID: severity},
		CVSS:           types.VendorCVSS{"nvd": {V3Vector: one.Vector, V3Score: one.Score}},
		References:     []string{one.URL, "https://nvd.nist.gov/vuln/detail/" + one.ID},
	}))
}

func detail(one advisory) *types.Advisory {
	if one.System == "npm" {
		return &types.Advisory{
			VendorIDs:          []string{one.Alias},
			VulnerableVersions: []string{one.Affected},
			PatchedVersions:    []string{one.Fixed},
		}
	}
	if one.Fixed == "" {
		return &types.Advisory{Status: types.StatusAffected}
	}
	return &types.Advisory{FixedVersion: one.Fixed}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
