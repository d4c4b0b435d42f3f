// Makes the calls of conformance.json and compares the answers. Arguments: host:port, the file.
//
// An answer has at least what the file says; null stands for what must not be there.
import { readFileSync } from "node:fs";
import { type DescMethodBiDiStreaming, fromJson, type JsonObject, type JsonValue, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { CatalogService } from "./gen/contextbudget/v1/catalog_service_pb.js";
import { ContextBudgetService } from "./gen/contextbudget/v1/context_budget_service_pb.js";
import { ErrorInfoSchema } from "./gen/google/rpc/error_info_pb.js";

interface Case {
  name: string;
  method: string;
  requests: JsonValue[];
  answers?: JsonValue[];
  error?: { code: string; reason: string; field?: string };
}

const transport = createGrpcTransport({ baseUrl: `http://${process.argv[2]}`, defaultTimeoutMs: 10_000 });
const { cases } = JSON.parse(readFileSync(process.argv[3] ?? "", "utf8")) as { cases: Case[] };

/** The answers of a call. Every call is made as a stream: of one message it looks the same. */
async function call({ method: name, requests }: Case): Promise<JsonValue[]> {
  const found = [CatalogService, ContextBudgetService]
    .flatMap((service) => service.methods)
    .find((method) => `${method.parent.typeName}/${method.name}` === name);
  if (found === undefined) {
    throw new Error(`no method ${name}`);
  }
  const method = { ...found, methodKind: "bidi_streaming" } as DescMethodBiDiStreaming;
  async function* sent() {
    yield* requests.map((request) => fromJson(method.input, request));
  }
  const { message } = await transport.stream(method, undefined, undefined, undefined, sent());
  const answers: JsonValue[] = [];
  for await (const answer of message) {
    answers.push(toJson(method.output, answer));
  }
  return answers;
}

function failureOf(error: ConnectError): JsonObject {
  const info = error.findDetails(ErrorInfoSchema)[0];
  const code = (Code[error.code] ?? "").replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
  return { code, reason: info?.reason ?? null, field: info?.metadata["field"] ?? null };
}

/** Where an answer is not as expected, or nothing. */
function difference(expected: JsonValue, actual: JsonValue | undefined, path = "$"): string | undefined {
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return first(expected.map((value, i) => difference(value, actual[i], `${path}[${i}]`)));
  }
  if (isObject(expected) && isObject(actual)) {
    return first(Object.entries(expected).map(([key, value]) => difference(value, actual[key], `${path}.${key}`)));
  }
  return expected === (actual ?? null)
    ? undefined
    : `${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function first(texts: (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined);
}

let failed = 0;
for (const { name, ...rest } of cases) {
  const { method, requests, ...expected } = rest;
  let actual: JsonObject;
  try {
    actual = { answers: await call({ name, ...rest }) };
  } catch (failure) {
    actual = { error: failureOf(ConnectError.from(failure)) };
  }
  const told = difference(expected as JsonObject, actual);
  if (told !== undefined) {
    failed++;
    console.log(`${name}: ${told}`);
  }
}
console.log(`${cases.length - failed} of ${cases.length} as expected`);
process.exitCode = failed > 0 ? 1 : 0;
