// SPDX-License-Identifier: BSD-3-Clause
// tests: clients of @2colors/esphome-native-api, one after the other: as many
// as fit, which get the device's info, its entities and three states each;
// then one more, which is turned away; then, with the first one gone, another.
// node api.js NODE_MODULES HOST COUNT
'use strict';
const [modules, host, count] = process.argv.slice(2);
const {Client} = require(modules + '/@2colors/esphome-native-api');

function open() {
  const client = new Client({host, port: 6053, password: '',
    clientInfo: 'sockfit tests', reconnect: false});
  client.on('error', (error) => console.log(`# ${error.message || error}`));
  return client;
}

// Resolves to "served", or to "ended" when the device ends the connection.
function use(client) {
  return new Promise((resolve) => {
    let states = 0;
    client.on('newEntity', (entity) => {
      console.log(`entity ${entity.type} ${entity.config.name}`);
      entity.on('state', () => {
        if (++states === 3)
          resolve('served');
      });
    });
    client.connection.frameHelper.on('close', () => resolve('ended'));
    client.connection.frameHelper.on('end', () => resolve('ended'));
    client.connect();
  });
}

async function main() {
  const clients = [];
  for (let i = 1; i <= count; i++) {
    clients.push(open());
    console.log(`client ${i} ${await use(clients[i - 1])}`);
    console.log(`device ${clients[i - 1].deviceInfo.name}`);
  }
  console.log(`one more ${await use(open())}`);
  clients[0].disconnect();
  for (let i = 0; i < 20; i++) {
    const last = open();
    if (await use(last) === 'served') {
      console.log('again served');
      process.exit(0);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  process.exit(1);
}
main();
