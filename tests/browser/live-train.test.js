// Training on a text in the page: the losses and the bytes of the command line, how fast, and what is kept.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { launch, listen, live_files, none, serve } from './book.js';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const PAGE = 'transformer/own-text.html';
const STEPS = 12;
const FIRST_SAMPLE = 5000; // milliseconds at most, on a quiet machine
const SLOW = 4000; // tokens a second at least, however busy the machine
const MEMORY = 40e6; // bytes that a training may add
const run = promisify(execFile);

const named = await live_files();
const site = await serve();
const browser = await launch();
after(async () => {
    await browser.close();
    await site.close();
});

async function visit(t, name = PAGE) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const heard = listen(page, site.url);
    await page.goto(site.url + name, { waitUntil: 'load' });
    return { page, heard, context };
}

async function wake(page) {
    await page.evaluate(() => document.getElementById('figure-own-run').scrollIntoView());
    await page.waitForSelector('.train .go');
}

const status = page => page.locator('.train .status').first().textContent();
const press = (page, words) => page.evaluate(words => [...document.querySelectorAll('.train button')].find(button => button.textContent.startsWith(words)).click(), words);

describe('the module trains as the command line does', () => {
    let folder, losses, speed, narrow, native;
    before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'trained-'));
        const file = path.join(folder, 'native.checkpoint');
        const train = async (...how) => {
            const { stdout } = await run('cargo', ['run', '--quiet', '--package', 'training', ...how, '--example', 'trained', '--', 'assets/transformer/book.txt', String(STEPS), file], { cwd: ROOT });
            const [losses, speed] = stdout.trim().split('\n').map(line => JSON.parse(line));
            return { losses, speed };
        };
        ({ speed: narrow } = await train('--features', 'narrow'));
        ({ losses, speed } = await train());
        native = await readFile(file);
    });
    after(() => rm(folder, { recursive: true }));

    test('the same losses to four digits, the same checkpoints to the bit, and not much memory', async t => {
        const { page } = await visit(t, 'index.html');
        const found = await page.evaluate(async ({ module, text, steps, given }) => {
            const compiled = await WebAssembly.compileStreaming(fetch(module));
            const imports = {};
            for (const { module: from, name } of WebAssembly.Module.imports(compiled)) {
                (imports[from] ??= {})[name] = () => { throw new Error(name); };
            }
            const { exports } = await WebAssembly.instantiate(compiled, imports);
            const learned = new Uint8Array(await (await fetch(text)).arrayBuffer());
            function ask(question, ...parts) {
                const message = [new TextEncoder().encode(`${JSON.stringify(question)}\n`), ...parts];
                const length = message.reduce((sum, part) => sum + part.length, 0);
                const at = exports.room(length);
                message.reduce((to, part) => (new Uint8Array(exports.memory.buffer).set(part, to), to + part.length), at);
                const size = exports.answer();
                const answer = new Uint8Array(exports.memory.buffer, exports.answer_place(), size).slice();
                const end = answer.indexOf(10);
                const line = JSON.parse(new TextDecoder().decode(end < 0 ? answer : answer.subarray(0, end)));
                if (line.error) {
                    throw new Error(line.error);
                }
                return { ...line, bytes: answer.subarray(end + 1) };
            }
            const before = exports.memory.buffer.byteLength;
            const about = ask({ train: 'start', model: 'default', seed: 1, steps: 3000 }, learned);
            const start = performance.now();
            const { losses, tokens } = ask({ train: 'steps', count: steps });
            const speed = 1000 * tokens / (performance.now() - start);
            const own = ask({ train: 'save' }).bytes;
            const memory = exports.memory.buffer.byteLength - before;
            const theirs = Uint8Array.from(atob(given), sign => sign.charCodeAt(0));
            ask({ train: 'resume', checkpoint: theirs.length }, theirs, learned);
            const back = ask({ train: 'save' }).bytes;
            const is_same = back.length === theirs.length && back.every((byte, nth) => byte === theirs[nth]);
            let binary = '';
            own.forEach(byte => { binary += String.fromCharCode(byte); });
            return { losses, speed, memory, is_same, own: btoa(binary), parameters: about.parameters };
        }, { module: named('live-training', 'wasm'), text: named('live-text', 'txt'), steps: STEPS, given: native.toString('base64') });
        assert.deepEqual(found.losses.map(loss => loss.toFixed(4)), losses.map(loss => loss.toFixed(4)));
        assert.ok(found.is_same, 'a checkpoint of the command line comes back as it was');
        assert.ok(found.memory <= MEMORY, `the training took ${found.memory} bytes`);
        // And the page's is one for the command line.
        const file = path.join(folder, 'page.checkpoint');
        await writeFile(file, Buffer.from(found.own, 'base64'));
        const { stdout } = await run('cargo', ['run', '--quiet', '--package', 'transformer', '--', 'generate', '--checkpoint', file, '--prompt', 'The '], { cwd: ROOT });
        assert.match(stdout, /The /);
        console.log(`${found.parameters} parameters: ${Math.round(found.speed)} tokens a second in the page, ${(found.speed / narrow).toFixed(2)} of the ${Math.round(narrow)} natively with the instructions of every such processor, and ${Math.round(speed)} with the widest here, one thread each; ${(found.memory / 1e6).toFixed(1)} MB`);
        assert.ok(found.speed > SLOW, `${found.speed} tokens a second`);
    });
});

describe('the page', () => {
    test('a training begins, writes, is paused, kept over a reload, goes on, and is deleted', async t => {
        const { page, heard } = await visit(t);
        await wake(page);
        const start = Date.now();
        await press(page, 'Train');
        await page.waitForSelector('.train .sample');
        const first = Date.now() - start;
        console.log(`the first sample after ${first} ms`);
        assert.ok(first < 4 * FIRST_SAMPLE, `the first sample came after ${first} ms`);
        await page.waitForFunction(() => document.querySelectorAll('.train .sample').length > 1);
        assert.match(await status(page), /^Step [\d,]+ of 3,000 · [\d,]+ tokens a second · about /);
        await page.evaluate(() => scrollTo(0, 0));
        await page.waitForSelector('.train-bar:visible');
        assert.match(await page.locator('.train-bar').textContent(), /^Training: step/);
        await press(page, 'Pause');
        await page.waitForTimeout(2500);
        const paused = /^Step ([\d,]+)/.exec(await status(page))[1];
        await page.waitForTimeout(600);
        assert.equal(/^Step ([\d,]+)/.exec(await status(page))[1], paused, 'a pause is one');
        await page.reload();
        await wake(page);
        await page.waitForFunction(() => document.querySelector('.train .status').textContent.startsWith('Kept'));
        assert.match(await status(page), new RegExp(`step ${paused} of 3,000`));
        await press(page, 'Go on');
        await page.waitForFunction(step => Number(/[Ss]tep ([\d,]+)/.exec(document.querySelector('.train .status').textContent)?.[1].replace(',', '')) > step, Number(paused.replace(',', '')));
        await press(page, 'Pause');
        await page.waitForTimeout(1500);
        await page.evaluate(() => document.querySelectorAll('.train details').forEach(fold => { fold.open = true; }));
        await page.fill('.train [name=prompt]', 'The ');
        await press(page, 'Write');
        await page.waitForSelector('.train .written:visible');
        assert.match(await page.locator('.train .written').textContent(), /^The /);
        await page.fill('.train [name=prompt]', 'Σ☃');
        await press(page, 'Write');
        await page.waitForFunction(() => !document.querySelector('.train .fault').hidden);
        assert.match(await page.locator('.train .fault').textContent(), /☃|Σ/);
        await press(page, 'Delete');
        assert.ok(await page.locator('.train .sample').count() > 0, 'asked once, nothing is lost');
        await press(page, 'Really');
        await page.waitForTimeout(500);
        assert.equal(await status(page), '');
        await page.reload();
        await wake(page);
        await page.waitForTimeout(1000);
        assert.equal(await status(page), '', 'nothing is kept');
        none(heard.faults);
    });

    test('a text that is too short is told, and another can be given', async t => {
        const { page, heard } = await visit(t);
        await wake(page);
        await page.evaluate(() => document.querySelectorAll('.train details').forEach(fold => { fold.open = true; }));
        await page.fill('.train textarea', 'Too short.');
        await press(page, 'Train');
        await page.waitForFunction(() => !document.querySelector('.train .fault').hidden);
        assert.match(await page.locator('.train .fault').textContent(), /short|more/);
        await page.fill('.train textarea', 'The cat sat on the mat, and the dog saw it. '.repeat(200));
        assert.equal(await page.inputValue('.train select'), 'small');
        await press(page, 'Train');
        await page.waitForFunction(() => document.querySelectorAll('.train .sample').length > 1);
        assert.match(await status(page), /the text is short/);
        await page.waitForSelector('.train .sample u');
        none(heard.faults);
    });
});
