// An OpenID provider by a library that the OpenID Foundation has certified. Whoever comes is whom the
// test has told it by POST /person; it demands the code flow with PKCE, and prints one line of JSON
// when it listens.

import { createServer } from "node:http";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { Provider } from "oidc-provider";

const { PORT, CLIENT, SECRET, BACK } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
let person = {};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: CLIENT,
      client_secret: SECRET,
      redirect_uris: [BACK],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      id_token_signed_response_alg: "ES256",
    },
  ],
  jwks: { keys: [{ ...key, kid: randomUUID(), use: "sig", alg: "ES256" }] },
  cookies: { keys: [randomUUID()] },
  claims: {
    openid: ["sub"],
    profile: ["name"],
    identity: ["id_type", "id_number", "phone", "assurance"],
  },
  scopes: ["openid", "profile", "identity"],
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...person }) }),
});

async function interact(request, response) {
  const { params, prompt } = await provider.interactionDetails(request, response);
  if (person.denies) {
    const denied = { error: "access_denied", error_description: "denied" };
    return provider.interactionFinished(request, response, denied);
  }
  if (prompt.name === "login") {
    const login = { login: { accountId: person.sub } };
    return provider.interactionFinished(request, response, login);
  }
  const grant = new provider.Grant({ accountId: person.sub, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, consent, { mergeWithLastSubmission: true });
}

async function choose(request, response) {
  let text = "";
  for await (const part of request) text += part;
  person = JSON.parse(text);
  response.writeHead(204).end();
}

const callback = provider.callback();
createServer((request, response) => {
  if (request.url.startsWith("/interaction/")) return interact(request, response);
  if (request.url === "/person") return choose(request, response);
  return callback(request, response);
}).listen(Number(PORT), "127.0.0.1", () => console.log(JSON.stringify({ issuer })));
