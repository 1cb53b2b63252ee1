/** What the user may decide about a registry whose certificate is not accepted. Each is for this registry alone. */
import { NetworkError } from "../../core/errors.ts";
import type { Certificates } from "../../core/http/ownCertificates.ts";
import type { Ask, Option } from "../ask.ts";
import type { Change } from "./loginSteps.ts";

type CertificateDraft = { readonly certificates: Certificates };

/** The ways on from a failed handshake; none for other failures. */
export function certificateChoices<Draft extends CertificateDraft>(
  ask: Ask,
  failure: unknown,
): readonly Option<Change<Draft>>[] {
  if (!(failure instanceof NetworkError) || failure.kind !== "tls" || failure.code === "plainHttp") return [];
  return [
    {
      label: "Trust a certificate authority",
      detail: "Choose the PEM file of the authority that signed this registry's certificate.",
      value: async (draft) => {
        const caFile = await ask.file("Certificate Authority", "Trust It");
        return caFile === undefined ? undefined : withCertificates(draft, { caFile });
      },
    },
    {
      label: "Show a certificate of my own",
      detail: "Choose the PEM files of the certificate and its key that this registry knows you by.",
      value: async (draft) => {
        const certFile = await ask.file("My Certificate", "Use It");
        const keyFile = certFile && (await ask.file("Key of My Certificate", "Use It"));
        return certFile && keyFile ? withCertificates(draft, { certFile, keyFile }) : undefined;
      },
    },
    {
      label: "Accept any certificate",
      detail: "Anyone in between can then read and change what you see and send, passwords too.",
      value: async (draft) => withCertificates(draft, { insecure: true }),
    },
  ];
}

function withCertificates<Draft extends CertificateDraft>(draft: Draft, chosen: Certificates): Draft {
  return { ...draft, certificates: { ...draft.certificates, ...chosen } };
}
