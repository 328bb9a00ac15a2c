// SPDX-License-Identifier: MIT
'use strict';

// Node's `ws`, a client that nobody here wrote, against the real binary: `node node_ws_test.js PORT`, or, as the other
// end of a conversation, `node node_ws_test.js PORT echo NAME ACCESSKEY`, which answers every message to its sender.

const assert = require('assert');
const http = require('http');
const WebSocket = require('ws');
const { kTypes, encode, decode } = require('./wire.js');

const port = Number(process.argv[2]);
const kDeadline = 15000;

function post(path, body) {
    return new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/json' };
        const request = http.request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
            let text = '';
            answer.on('data', (piece) => (text += piece));
            answer.on('end', () => resolve({ status: answer.statusCode, body: JSON.parse(text) }));
        });
        request.on('error', reject);
        request.end(JSON.stringify(body));
    });
}

async function signIn(username) {
    const answer = await post('/login', { username, authToken: 'any', notificationToken: '' });
    assert.strictEqual(answer.status, 200);
    return { user: username, accesskey: answer.body.accesskey };
}

// A socket whose frames are read one by one.
class Client {
    static open(headers, query) {
        const client = new Client();
        client.frames = [];
        client.waiting = [];
        client.socket = new WebSocket(`ws://127.0.0.1:${port}/v1.0/wss/?${query}`, { headers });
        client.socket.on('message', (data, isBinary) => client.arrive(isBinary ? decode(data) : data.toString()));
        return new Promise((resolve, reject) => {
            client.socket.on('open', () => resolve(client));
            client.socket.on('error', reject);
        });
    }

    arrive(frame) {
        const reader = this.waiting.shift();
        if (reader) reader(frame);
        else this.frames.push(frame);
    }

    async next() {
        if (this.frames.length) return this.frames.shift();
        let timer;
        const late = new Promise((_, reject) => {
            timer = setTimeout(() => reject(new Error('no frame came')), kDeadline);
        });
        const frame = await Promise.race([new Promise((resolve) => this.waiting.push(resolve)), late]);
        clearTimeout(timer);
        return frame;
    }

    async nextJson() {
        return JSON.parse(await this.next());
    }

    send(frame) {
        this.socket.send(frame);
    }

    close() {
        return new Promise((resolve) => {
            this.socket.on('close', resolve);
            this.socket.close();
        });
    }
}

function text(id, to, words) {
    const head = { type: 'INDIVIDUAL', to, contentType: 'text', action: 'message' };
    return JSON.stringify({ _v: 2.1, id, head, body: { text: words } });
}

const tests = {
    async 'text and binary reach each other with acks'() {
        const ann = await Client.open(await signIn('node-ann'), 'ack=true');
        const bob = await Client.open(await signIn('node-bob'), 'ack=true&format=binary&confirm=true');
        ann.send(text('m-1', 'node-bob', 'Hello'));
        const textAck = await ann.nextJson();
        assert.deepStrictEqual([textAck.id, textAck.type, textAck.from, textAck.to], ['m-1', 'SERVER_ACK', 'server', 'node-ann']);
        const arrived = await bob.next();
        assert.deepStrictEqual([arrived.id, arrived.source, arrived.content], ['m-1', 'node-ann', '{"text":"Hello"}']);
        assert.strictEqual(arrived.meta.conv, 'dm:node-ann:node-bob');
        bob.send(encode({ id: 'm-1', destination: 'server', type: kTypes.clientAck }));

        bob.send(encode({ id: 'm-2', destination: 'node-ann', content: '{"text":"and back"}', meta: { action: 'message' } }));
        const binaryAck = await bob.next();
        assert.deepStrictEqual([binaryAck.id, binaryAck.type, binaryAck.source], ['m-2', kTypes.serverAck, 'server']);
        const answer = await ann.nextJson();
        assert.deepStrictEqual([answer._v, answer.from, answer.text, answer.body], [2.1, 'node-bob', 'and back', { text: 'and back' }]);
        await ann.close();
        await bob.close();
    },

    async 'absence is made up for, once and in order'() {
        const ann = await Client.open(await signIn('node-eve'), 'ack=true');
        const credentials = await signIn('node-fay');
        for (const i of [1, 2, 3]) ann.send(text(`m-${i}`, 'node-fay', `number ${i}`));
        ann.send(text('m-2', 'node-fay', 'number 2'));
        const acks = [];
        for (let i = 0; i < 4; i++) acks.push((await ann.nextJson()).id);
        assert.deepStrictEqual(acks, ['m-1', 'm-2', 'm-3', 'm-2']);
        const fay = await Client.open(credentials, 'format=binary&confirm=true');
        const got = [await fay.next(), await fay.next(), await fay.next()];
        assert.deepStrictEqual(got.map((m) => m.id), ['m-1', 'm-2', 'm-3']);
        assert.deepStrictEqual(got.map((m) => m.meta.seq), ['1', '2', '3']);
        fay.send('ping');
        assert.strictEqual(await fay.next(), 'pong');
        await fay.close();
        await ann.close();
    },

    async 'protocol pings are answered'() {
        const ann = await Client.open(await signIn('node-gus'), '');
        const answered = new Promise((resolve) => ann.socket.on('pong', resolve));
        ann.socket.ping('are you there');
        assert.strictEqual((await answered).toString(), 'are you there');
        await ann.close();
    },

    async 'a malformed frame is answered and the connection lives'() {
        const ann = await Client.open(await signIn('node-hal'), 'ack=true');
        ann.send('{"_v":2.1,');
        const error = await ann.nextJson();
        assert.deepStrictEqual([error.head.action, error.body.code], ['error', 'malformed']);
        ann.send(text('m-1', 'node-hal', 'note to self'));
        assert.strictEqual((await ann.nextJson()).id, 'm-1');
        await ann.close();
    },

    async 'a wrong key is refused at the handshake'() {
        await signIn('node-ida');
        await assert.rejects(Client.open({ user: 'node-ida', accesskey: 'wrong' }, ''), /401/);
    },
};

async function runTests() {
    let failed = 0;
    for (const [name, run] of Object.entries(tests)) {
        try {
            await run();
            console.log(`ok      ${name}`);
        } catch (error) {
            failed++;
            console.log(`FAILED  ${name}\n${error.stack}`);
        }
    }
    console.log(`${Object.keys(tests).length - failed} passed, ${failed} failed`);
    process.exit(failed ? 1 : 0);
}

async function runEcho(user, accesskey) {
    const client = await Client.open({ user, accesskey }, 'ack=true');
    console.log('listening');
    for (let count = 1; ; count++) {
        const message = await client.nextJson();
        if (message.type === 'SERVER_ACK') continue;
        client.send(JSON.stringify({ _v: 2.1, id: message.id, head: { to: 'server', contentType: 'CLIENT_ACK' }, body: {} }));
        client.send(text(`echo-${count}`, message.from, `${message.text}, says Node`));
    }
}

const run = process.argv[3] === 'echo' ? runEcho(process.argv[4], process.argv[5]) : runTests();
run.catch((error) => {
    console.error(error.stack);
    process.exit(1);
});
