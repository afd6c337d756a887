// SPDX-License-Identifier: BSD-3-Clause
// tests: a page in headless Chromium, with an EventSource on /events. Ends when
// the page has seen COUNT events of the type EVENT, or, with EVENT "chunk", when
// the browser has got COUNT pieces of that stream; prints the page's title and
// its events. node browser.js BROWSER PROFILE-FOLDER URL EVENT COUNT
'use strict';
const {spawn} = require('child_process');
const [program, profile, url, wanted, count] = process.argv.slice(2);
const browser = spawn(program, ['--headless', '--no-sandbox', '--disable-gpu',
  '--no-first-run', '--disable-background-networking', '--remote-debugging-pipe',
  `--user-data-dir=${profile}`, 'about:blank'],
  {stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe']});
const waiting = new Map();
const streams = new Set();
let last = 0, chunks = 0, rest = '';

// DevTools protocol: JSON messages, a NUL after each.
function call(method, params = {}, sessionId) {
  browser.stdio[3].write(
    JSON.stringify({id: ++last, method, params, sessionId}) + '\0');
  return new Promise((resolve) => waiting.set(last, resolve));
}

function take({id, result, error, method, params}) {
  if (error)
    throw new Error(JSON.stringify(error));
  if (method === 'Network.responseReceived' && params.type === 'EventSource')
    streams.add(params.requestId);
  if (method === 'Network.dataReceived' && streams.has(params.requestId))
    chunks++;
  if (id)
    waiting.get(id)(result);
}

browser.stdio[4].on('data', (data) => {
  const messages = (rest + data).split('\0');
  rest = messages.pop();
  messages.forEach((message) => take(JSON.parse(message)));
});

const in_page = `
  const seen = [];
  const source = new EventSource('/events');
  for (const type of ['ping', 'state', 'message', 'error'])
    source.addEventListener(type, (event) => seen.push(type + ' ' + event.data));
`;

async function main() {
  const {targetId} = await call('Target.createTarget', {url: 'about:blank'});
  const {sessionId} =
    await call('Target.attachToTarget', {targetId, flatten: true});
  const evaluate = async (expression) => (await call('Runtime.evaluate',
    {expression, returnByValue: true}, sessionId)).result.value;
  await call('Network.enable', {}, sessionId);
  await call('Page.navigate', {url}, sessionId);
  while (await evaluate('document.title') !== 'sockfit')
    await new Promise((resolve) => setTimeout(resolve, 100));
  console.log('title sockfit');
  await evaluate(in_page);
  for (;;) {
    const seen = await evaluate('seen');
    const got = wanted === 'chunk' ? chunks :
      seen.filter((event) => event.startsWith(wanted + ' ')).length;
    if (got >= count) {
      console.log(seen.join('\n'));
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await call('Browser.close');
}
main();
