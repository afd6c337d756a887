// SPDX-License-Identifier: BSD-3-Clause
// tests: asks the mDNS group of one family for a host and a service, again and
// again until all is answered. node mdns.js NODE_MODULES udp4|udp6 OUR_IPV4
'use strict';
const [modules, type, ours] = process.argv.slice(2);
const options = type === 'udp6' ?
  {type, ip: 'ff02::fb', interface: '::%sockfit0', bind: '::'} :
  {type, interface: ours, bind: '0.0.0.0'};
const mdns = require(modules + '/multicast-dns')(options);
const wanted = [
  {name: 'lamp.local', type: 'A'},
  {name: 'lamp.local', type: 'AAAA'},
  {name: '_esphomelib._tcp.local', type: 'PTR'},
];
const answers = new Map();
const timer = setInterval(() => mdns.query(wanted), 500);
const limit = setTimeout(() => {
  console.error('no answer; got', answers);
  process.exit(1);
}, 30000);

mdns.on('error', (error) => console.error(String(error)));
mdns.on('response', (response) => {
  for (const {type, name, data} of response.answers)
    answers.set(`${type} ${name}`, data);
  if (!wanted.every(({type, name}) => answers.has(`${type} ${name}`)))
    return;
  clearInterval(timer);
  clearTimeout(limit);
  for (const [question, data] of answers)
    console.log(`${question} ${data}`);
  mdns.destroy();
});
