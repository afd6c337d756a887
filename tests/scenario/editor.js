/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: what an editor does with docs/scenario.schema.json: speaks to a
 * yaml-language-server over its standard input and output. Arguments: the
 * server's program and the schema. Reports in TAP. */
"use strict";
const { spawn } = require("child_process");
const { pathToFileURL } = require("url");

const [program, schema] = process.argv.slice(2);
const server = spawn(program, ["--stdio"], {
  stdio: ["pipe", "pipe", "inherit"],
});
const waiting = new Map(); // by id, or "diagnostics URI"
let received = Buffer.alloc(0), lastId = 0, count = 0, failed = 0;

const settings = {
  yaml: {
    schemas: { [pathToFileURL(schema)]: "*.yaml" },
    validate: true, completion: true, hover: true,
    schemaStore: { enable: false },
  },
  http: {}, editor: {}, files: {},
};

function send(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write("Content-Length: " + Buffer.byteLength(text) +
    "\r\n\r\n" + text);
}

function ask(method, params) {
  const id = ++lastId;
  send({ id, method, params });
  return new Promise((resolve) => waiting.set(id, resolve));
}

function hear(message) {
  if (message.method === "workspace/configuration")
    send({ id: message.id,
      result: message.params.items.map((item) => settings[item.section]) });
  else if (message.method && message.id !== undefined)
    send({ id: message.id, result: null });
  else if (message.method === "textDocument/publishDiagnostics") {
    const key = "diagnostics " + message.params.uri;
    if (waiting.has(key)) waiting.get(key)(message.params.diagnostics);
  } else if (waiting.has(message.id)) waiting.get(message.id)(message.result);
}

server.stdout.on("data", (data) => {
  received = Buffer.concat([received, data]);
  for (;;) {
    const end = received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(received)[1]);
    if (received.length < end + 4 + length) return;
    const text = received.subarray(end + 4, end + 4 + length);
    received = received.subarray(end + 4 + length);
    hear(JSON.parse(text));
  }
});

function open(name, text) {
  const uri = "file:///" + name + ".yaml";
  const answer = new Promise((resolve) =>
    waiting.set("diagnostics " + uri, resolve));
  send({ method: "textDocument/didOpen", params: {
    textDocument: { uri, languageId: "yaml", version: 1, text } } });
  return answer;
}

async function complete(name, text) {
  await open(name, text);
  const lines = text.split("\n");
  const result = await ask("textDocument/completion", {
    textDocument: { uri: "file:///" + name + ".yaml" },
    position: { line: lines.length - 1,
      character: lines[lines.length - 1].length },
  });
  return result.items.map((item) => item.label);
}

function check(held, name, found) {
  count++;
  failed += held ? 0 : 1;
  console.log((held ? "ok " : "not ok ") + count + " - " + name);
  if (!held) console.log("# " + JSON.stringify(found));
}

async function main() {
  await ask("initialize", { processId: process.pid, rootUri: null,
    capabilities: { workspace: { configuration: true },
      textDocument: { completion: { completionItem: {} } } } });
  send({ method: "initialized", params: {} });
  send({ method: "workspace/didChangeConfiguration", params: { settings } });

  const head = "scenario: x\nrun_for: 10s\n";
  let found = await open("right", head + "consumers:\n  - api\n  - web_server:" +
    " {port: 81}\npeers:\n  - browser: {at: 10s}\nexpect: [no_refusals]\n");
  check(found.length === 0, "a scenario without mistakes has none", found);
  found = await open("key", head + "consumer: [api]\n");
  check(found.some((f) => f.range.start.line === 2 &&
    /consumer/.test(f.message)), "an unknown key is marked", found);
  found = await open("unit", "scenario: x\nrun_for: 10\n");
  check(found.some((f) => f.range.start.line === 1), "so is a missing unit",
    found);
  found = await open("range", head +
    "consumers:\n  - api: {max_connections: 99}\n");
  check(found.some((f) => f.range.start.line === 3),
    "and a number out of range", found);
  let labels = await complete("keys", head + "pe");
  check(labels.includes("peers"), "keys are completed", labels);
  labels = await complete("kinds", head + "consumers:\n  - ");
  check(labels.some((label) => /web_server/.test(label)),
    "kinds are completed", labels);
  labels = await complete("params", head + "consumers:\n  - api:\n      ");
  check(labels.includes("max_connections"), "parameters are completed", labels);
  labels = await complete("limits", head + "limits:\n  MEMP");
  check(labels.includes("MEMP_NUM_TCP_PCB"), "limits are completed", labels);
  console.log("1.." + count);
  server.kill();
  process.exitCode = failed > 0 ? 1 : 0;
}

main();
