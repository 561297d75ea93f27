// Predictions that a reader makes: the module answers as the same code does natively, and no reader waits long.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { BOOK, live_files, none } from './book.js';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const MODULE = 500_000; // bytes, compressed, at most
const LONGEST = 8; // seconds of the processor, at most
// What it shows hangs on digits that processors round differently, as its answer says; what comes of it does not.
const TO_THE_LAST_BIT = 'attention/wide-without-the-root';

const named = await live_files();
const bytes = await readFile(path.join(BOOK, named('live-predictions', 'wasm')));

/** A fresh module, in which nothing has been run: what answers its messages. */
async function start(module) {
    // What it imports belongs to a library that it never calls: see `live-worker.js`.
    const imports = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
        (imports[from] ??= {})[name] = () => { throw new Error(name); };
    }
    const { exports } = await WebAssembly.instantiate(module, imports);
    return (line, file = new Uint8Array()) => {
        const message = Buffer.concat([Buffer.from(`${JSON.stringify(line)}\n`), file]);
        const at = exports.room(message.length);
        new Uint8Array(exports.memory.buffer, at, message.length).set(message);
        const length = exports.answer();
        return JSON.parse(Buffer.from(exports.memory.buffer, exports.answer_place(), length).toString());
    };
}

describe('predictions', () => {
    let native;
    before(async () => {
        const { stdout } = await promisify(execFile)('cargo', ['run', '--quiet', '--package', 'predictions', '--example', 'predicted'], { cwd: ROOT, maxBuffer: 1e9 });
        native = stdout.trim().split('\n').map(line => JSON.parse(line));
    });

    test('the module is small, and the same wherever it is compiled', () => {
        const size = gzipSync(bytes).length;
        console.log(`predictions ${Math.round(size / 1000)} KB compressed`);
        assert.ok(size <= MODULE, `the module has ${size} bytes compressed`);
        none([ROOT, process.env.CARGO_HOME, process.env.HOME].filter(folder => folder?.length > 1 && bytes.includes(`${folder}/`)));
    });

    test('what a reader says is judged as natively, and soon', async () => {
        const module = await WebAssembly.compile(bytes);
        const exercises = new Map();
        for (const asked of native) {
            const { exercise } = asked.message.predict;
            exercises.set(exercise, [...exercises.get(exercise) ?? [], asked]);
        }
        const faults = [];
        for (const [exercise, all] of exercises) {
            const ask = await start(module);
            const { file } = all[0];
            if (file !== null) {
                if (!isDeepStrictEqual(ask(all[0].message), { waits: true })) {
                    faults.push(`${exercise} does not wait for its file`);
                }
                ask({ give: exercise }, await readFile(path.join(ROOT, file)));
            }
            const from = process.cpuUsage();
            for (const { message, answer } of all) {
                const got = ask(message);
                if (exercise === TO_THE_LAST_BIT) {
                    got.notes = answer.notes;
                }
                if (!isDeepStrictEqual(answer, got)) {
                    faults.push(`${JSON.stringify(message)}: natively ${JSON.stringify(answer)}, in the page ${JSON.stringify(got)}`);
                }
            }
            const seconds = process.cpuUsage(from).user / 1e6;
            if (seconds > LONGEST) {
                faults.push(`${exercise} takes ${seconds.toFixed(1)} s`);
            }
        }
        console.log(`${native.length} answers of ${exercises.size} exercises compared`);
        none(faults);
    });
});
