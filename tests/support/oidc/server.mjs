// An OpenID Connect issuer of a third party (npm oidc-provider), configured by the tests: one line of JSON a
// configuration on standard input, one line of JSON in answer. Sessions go on from one to the next.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

const INTERACTION = /^\/interaction\/[\w-]+$/;
let provider = null;

const server = createServer((request, response) => {
  if (INTERACTION.test(request.url)) signIn(request, response).catch((error) => fail(response, error));
  else provider.callback()(request, response);
});

// Whoever posts here is taken at their word, with the level of assurance that they name.
async function signIn(request, response) {
  const body = new URLSearchParams(await read(request));
  const login = { accountId: body.get("account"), acr: body.get("acr") ?? undefined, remember: true };
  await provider.interactionFinished(request, response, { login });
}

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function fail(response, error) {
  console.error(error);
  response.writeHead(500).end();
}

function configured({ issuer, audience, clients, keys, accounts, acrValues }) {
  const made = new Provider(issuer, {
    clients,
    jwks: { keys },
    acrValues,
    cookies: { keys: ["only for tests"] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: "umbral",
          audience,
          accessTokenFormat: "jwt",
          accessTokenTTL: 300,
          jwt: { sign: { alg: keys[0].alg } },
        }),
      },
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    async loadExistingGrant(ctx) {
      const { client, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid");
      grant.addResourceScope(audience, "umbral");
      await grant.save();
      return grant;
    },
    extraTokenClaims(ctx, token) {
      const code = ctx.oidc.entities.AuthorizationCode;
      const person = code && { auth_time: code.authTime, acr: code.acr, sid: code.sid };
      return { ...person, ...accounts[token.accountId ?? token.clientId] };
    },
  });
  made.on("server_error", (_, error) => console.error(error));
  return made;
}

server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(JSON.stringify({ issuer }));
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      provider = configured({ issuer, ...JSON.parse(line) });
      console.log(JSON.stringify({ ready: true }));
    })
    .on("close", () => process.exit(0));
});
