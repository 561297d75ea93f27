// Figures that a reader works: loaded when one comes near, the same as natively, worked to their goals by keyboard, and
// still where anything is missing.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import axe from 'axe-core';

import { BOOK, launch, listen, live_files, none, pages, serve } from './book.js';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const MODULE = 500_000; // bytes, compressed, at most
const SCRIPT = 12 * 1024; // bytes, at most
const REDRAW = 16; // milliseconds, the median at most
const TARGET = 44; // pixels, each way, at least
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const named = await live_files();
const site = await serve();
const browser = await launch();
after(async () => {
    await browser.close();
    await site.close();
});

/** The pages with live figures, and the ids of these. */
const with_figures = [];
const with_data = [];
for (const name of await pages()) {
    const html = await readFile(path.join(BOOK, name), 'utf8');
    const ids = [...html.matchAll(/<figure class="figure live"[^>]* data-live="([^"]+)"/g)].map(([figure, name]) => ({ id: /id="([^"]+)"/.exec(figure)[1], name }));
    for (const [, figure, file] of html.matchAll(/ data-live="([^"]+)" data-file="(?:\.\.\/)*([^"]+)"/g)) {
        with_data.push([figure, file]);
    }
    if (ids.length > 0) {
        with_figures.push({ page: name, figures: ids });
    }
}

/** What a run has recorded of a figure. */
async function recorded(name) {
    const [chapter, figure] = name.split('/');
    const text = await readFile(path.join(ROOT, 'chapters', chapter, 'tests/snapshots', `live-${figure}.snap`), 'utf8');
    return JSON.parse(text.slice(text.indexOf('\n---\n', 4) + 5));
}

async function visit(t, name, options = PHONE) {
    const context = await browser.newContext(options);
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const heard = listen(page, site.url);
    await page.goto(site.url + name, { waitUntil: 'load' });
    return { page, heard };
}

/** Brings a figure of the page to life. */
async function wake(page, id) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await page.evaluate(id => { document.getElementById(id).scrollIntoView({ block: 'start' }); scrollBy(0, -60); }, id);
    await page.waitForSelector(`#${id} .live-box`);
}

const look = (page, id) => page.evaluate(id => {
    const figure = document.getElementById(id);
    const words = selector => figure.querySelector(selector)?.textContent ?? '';
    return {
        readouts: words('.readouts').replace(/\s+/g, ' ').trim(),
        says: figure.querySelector('.live-box svg').getAttribute('aria-label'),
        met: figure.querySelector('.met').hidden ? '' : words('.met'),
        fault: figure.querySelector('.fault').hidden ? '' : words('.fault'),
    };
}, id);

/** What is shown once nothing changes any more. */
async function settled(page, id) {
    await page.waitForTimeout(650);
    return look(page, id);
}

/** What the address keeps of figures: behind the #, where no server sees it. */
const kept = page => new URLSearchParams(new URL(page.url()).hash.split('?')[1]);

describe('what is loaded', () => {
    test('nothing before a reader comes near, and nothing from elsewhere after', async t => {
        const { page: name, figures } = with_figures[0];
        const { page, heard } = await visit(t, name);
        const asked = [];
        page.on('request', request => asked.push(request.url()));
        await page.waitForTimeout(800);
        none(asked.filter(url => /live/.test(url)));
        await wake(page, figures[0].id);
        assert.ok(asked.some(url => url.endsWith('.wasm')), 'the module was loaded');
        none(heard.faults);
    });

    test('the modules and the script are small', async () => {
        const bytes = async file => (await readFile(path.join(BOOK, file))).length;
        const [figures, training] = await Promise.all(['live', 'live-training'].map(async stem => gzipSync(await readFile(path.join(BOOK, named(stem, 'wasm')))).length));
        const script = await bytes(/live-[0-9a-f]{8}\.js/.exec(await readFile(path.join(BOOK, with_figures[0].page), 'utf8'))[0]);
        console.log(`figures ${Math.round(figures / 1000)} KB and training ${Math.round(training / 1000)} KB compressed, script ${(script / 1024).toFixed(1)} KiB`);
        assert.ok(figures <= MODULE, `the module of the figures has ${figures} bytes compressed`);
        assert.ok(training <= MODULE, `the module that trains has ${training} bytes compressed`);
        assert.ok(script <= SCRIPT, `the script has ${script} bytes`);
    });

    test('the modules are the same wherever they are compiled: no path of here is in them', async () => {
        for (const stem of ['live', 'live-training']) {
            const module = await readFile(path.join(BOOK, named(stem, 'wasm')));
            none([ROOT, process.env.CARGO_HOME, process.env.HOME].filter(folder => folder?.length > 1 && module.includes(`${folder}/`)));
        }
    });

    test('under Save-Data, only what is touched', async t => {
        const { page: name, figures } = with_figures[0];
        const context = await browser.newContext(PHONE);
        t.after(() => context.close());
        await context.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
        const page = await context.newPage();
        const asked = [];
        page.on('request', request => asked.push(request.url()));
        await page.goto(site.url + name, { waitUntil: 'load' });
        const figure = page.locator(`#${figures[0].id}`);
        await figure.scrollIntoViewIfNeeded();
        await page.mouse.wheel(0, 40);
        await page.waitForTimeout(800);
        none(asked.filter(url => /live/.test(url) && !url.endsWith('.css')));
        await figure.tap();
        await page.waitForSelector(`#${figures[0].id} .live-box`);
    });

    test('without the module every figure stays still, and says nothing of it', async t => {
        const { page: name, figures } = with_figures[0];
        const { page } = await visit(t, name);
        await page.route('**/*.wasm', route => route.abort());
        await page.locator(`#${figures[0].id}`).scrollIntoViewIfNeeded();
        await page.mouse.wheel(0, 40);
        await page.waitForSelector('.still');
        assert.equal(await page.locator('form.controls:visible').count(), 0);
        assert.ok(await page.locator(`#${figures[0].id} .figure-box svg`).isVisible());
    });

    test('without script there is the picture and no dead control', async t => {
        const { page: name, figures } = with_figures[0];
        const { page } = await visit(t, name, { ...PHONE, javaScriptEnabled: false });
        assert.equal(await page.locator('form.controls:visible').count(), 0);
        assert.ok(await page.locator(`#${figures[0].id} .figure-box svg`).isVisible());
    });

    test('on paper there is no control', async t => {
        const { page: name, figures } = with_figures[0];
        const { page } = await visit(t, name);
        await wake(page, figures[0].id);
        await page.emulateMedia({ media: 'print' });
        assert.equal(await page.locator('form.controls:visible').count(), 0);
    });
});

describe('the module', () => {
    let native;
    before(async () => {
        const { stdout } = await promisify(execFile)('cargo', ['run', '--quiet', '--package', 'live', '--example', 'frames'], { cwd: ROOT, maxBuffer: 1e9 });
        native = stdout.trim().split('\n').map(line => JSON.parse(line));
    });

    /** Asks the module in a worker of the page, as the script of the figures does. */
    async function ask(page, questions) {
        const [worker, module] = [named('live-worker', 'js'), named('live', 'wasm')];
        return page.evaluate(async ({ worker, module, questions, data }) => {
            const compiled = await WebAssembly.compileStreaming(fetch(module));
            const hand = new Worker(worker);
            hand.postMessage({ module: compiled });
            async function send(message) {
                hand.postMessage({ number: 1, message });
                const { data: { bytes, broken } } = await new Promise(done => { hand.onmessage = done; });
                if (broken) {
                    throw new Error(broken);
                }
                return JSON.parse(new TextDecoder().decode(bytes));
            }
            // Some wait for a file.
            for (const [figure, file] of data) {
                const bytes = await (await fetch(file)).arrayBuffer();
                await send(new Uint8Array(await new Blob([`{"give":"${figure}"}\n`, bytes]).arrayBuffer()));
            }
            const answers = [];
            for (const question of questions) {
                const start = performance.now();
                const frame = await send(new TextEncoder().encode(JSON.stringify(question)));
                answers.push({ took: performance.now() - start, frame });
            }
            hand.terminate();
            return answers;
        }, { worker, module, questions, data: with_data });
    }

    test('gives the frames that the same code gives natively', async t => {
        const { page } = await visit(t, 'index.html');
        const questions = native.map(({ figure, state }) => ({ figure, state }));
        const answers = await ask(page, questions);
        const faults = [];
        native.forEach(({ figure, state, frame }, nth) => {
            const got = answers[nth].frame;
            for (const part of new Set([...Object.keys(frame), ...Object.keys(got)])) {
                if (!isDeepStrictEqual(frame[part], got[part])) {
                    faults.push(`${figure} ${JSON.stringify(state)}: ${part} natively ${JSON.stringify(frame[part])?.slice(0, 300)}, in the page ${JSON.stringify(got[part])?.slice(0, 300)}`);
                }
            }
        });
        console.log(`${native.length} frames compared`);
        none(faults);
    });

    test('redraws within a frame of the screen', async t => {
        const { page } = await visit(t, 'index.html');
        const faults = [];
        for (const { figures } of with_figures) {
            for (const { name } of figures) {
                const { controls } = await recorded(name);
                const slider = controls.find(({ kind }) => kind === 'slider');
                const questions = [];
                for (let nth = 0; nth < 41; nth++) {
                    const state = {};
                    if (slider) {
                        const { scale } = slider;
                        const value = Array.isArray(scale) ? scale[nth % scale.length] : scale.from + (scale.to - scale.from) * nth / 40;
                        state[slider.name] = String(value);
                    }
                    questions.push({ figure: name, state });
                }
                const times = (await ask(page, questions)).slice(1).map(({ took }) => took).sort((a, b) => a - b);
                console.log(`${name.padEnd(28)} median ${times[20].toFixed(1)} ms, most ${times.at(-1).toFixed(1)} ms`);
                if (times[20] > REDRAW) {
                    faults.push(`${name}: the median redraw takes ${times[20].toFixed(1)} ms`);
                }
            }
        }
        none(faults);
    });
});

/** Brings a control to a value with nothing but keys. */
async function by_keys(page, id, control, value) {
    const { name, kind } = control;
    const field = page.locator(`#${id} form [name="${name}"]`);
    if (control.is_more) {
        const more = page.locator(`#${id} .more`);
        if (!await more.evaluate(fold => fold.open)) {
            await more.locator('summary').focus();
            await page.keyboard.press('Enter');
        }
    }
    switch (kind) {
    case 'slider': {
        await field.focus();
        const stops = Array.isArray(control.scale) ? control.scale : undefined;
        await page.keyboard.press('Home');
        const { from, step } = control.scale;
        const away = stop => Math.abs(stop - value);
        const presses = stops ? stops.indexOf(stops.reduce((a, b) => away(b) < away(a) ? b : a)) : Math.round((value - from) / step);
        for (let nth = 0; nth < presses; nth++) {
            await page.keyboard.press('ArrowRight');
        }
        break;
    }
    case 'choice':
        if (control.options.length > 5) {
            await field.focus();
            await field.selectOption(value);
        } else {
            await page.locator(`#${id} form [name="${name}"]:checked`).focus();
            for (let nth = 0; nth < control.options.length; nth++) {
                if (await page.locator(`#${id} form [name="${name}"]:checked`).inputValue() === value) {
                    break;
                }
                await page.keyboard.press('ArrowRight');
            }
        }
        break;
    case 'switch':
        await field.focus();
        if (await field.isChecked() !== (value === '1')) {
            await page.keyboard.press('Space');
        }
        break;
    case 'count':
        if (Number(value) > 60) {
            // What runs is let run: with its own button.
            await page.locator(`#${id} .play`).focus();
            await page.keyboard.press('Enter');
            await page.waitForFunction(id => document.querySelector(`#${id} .play`).textContent === 'Play', id, { timeout: 120_000, polling: 200 });
        } else {
            await field.focus();
            for (let nth = 0; nth < Number(value); nth++) {
                await page.keyboard.press('Enter');
            }
        }
        break;
    case 'held':
        // It holds what was pressed in the picture: the labels of places, with dashes for gaps.
        for (const pressed of value.split(';').slice(1)) {
            const places = page.locator(`#${id} .places button`);
            const labels = await places.evaluateAll(all => all.map(place => place.getAttribute('aria-label').replaceAll(/\W+/g, '-')));
            assert.ok(labels.includes(pressed), `no place is labelled ${pressed}: ${labels}`);
            await places.nth(labels.indexOf(pressed)).focus();
            await page.keyboard.press('Enter');
            await settled(page, id);
        }
        assert.equal(await field.inputValue(), value);
        break;
    case 'text':
        await field.focus();
        await page.keyboard.press('ControlOrMeta+a');
        await page.keyboard.insertText(value);
        break;
    default:
        assert.fail(`no keys for ${kind}: teach them here`);
    }
}

for (const { page: name, figures } of with_figures) {
    describe(name, () => {
        for (const { id, name: figure } of figures) {
            test(`${id}: its start is the recorded one, and its goal is reached with keys alone`, async t => {
                const { page, heard } = await visit(t, name, { viewport: { width: 1280, height: 900 } });
                await wake(page, id);
                const { start, states, controls } = await recorded(figure);
                const seen = await settled(page, id);
                assert.equal(seen.says, start.says);
                assert.equal(seen.met, '');
                assert.equal(seen.readouts, start.readouts.map(({ label, text }) => `${label} ${text}`).join(' '));
                const [, goal] = Object.entries(states).find(([, { met }]) => met);
                for (const [control, value] of goal.sets) {
                    await by_keys(page, id, controls.find(({ name }) => name === control), value);
                }
                await page.waitForFunction(id => !document.querySelector(`#${id} .met`).hidden, id, { timeout: 20_000 })
                    .catch(async () => assert.fail(`the goal is not met: ${JSON.stringify(await look(page, id))}`));
                assert.match((await look(page, id)).met, /^✓ /);
                none(heard.faults);
            });

            test(`${id}: on a telephone, in its states`, async t => {
                const { page, heard } = await visit(t, name);
                await wake(page, id);
                await page.evaluate(() => document.querySelectorAll('.live .more').forEach(fold => { fold.open = true; }));
                const faults = [];
                for (const scheme of ['light', 'dark']) {
                    await page.emulateMedia({ colorScheme: scheme });
                    for (const width of [320, 390]) {
                        await page.setViewportSize({ width, height: 844 });
                        await page.waitForTimeout(150);
                        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
                        if (wide > width) {
                            faults.push(`at ${width} px the page is ${wide} px wide`);
                        }
                        const small = await page.evaluate(({ id, least }) => [...document.querySelectorAll(`#${id} form :is(button, select, summary, input:not([type=hidden], [type=file], [type=radio], [type=checkbox]), label:has([type=radio], [type=checkbox]))`)]
                            .filter(part => part.checkVisibility() && (part.getBoundingClientRect().height < least - .5 || part.getBoundingClientRect().width < least - .5))
                            .map(part => `${part.localName} “${(part.textContent || part.name).trim()}” is ${part.getBoundingClientRect().width.toFixed(0)} × ${part.getBoundingClientRect().height.toFixed(0)} px`), { id, least: TARGET });
                        faults.push(...small);
                        // What can be tapped in the picture is drawn for a telephone of 390 px.
                        if (width === 390) {
                            faults.push(...await page.evaluate(({ id, least }) => [...document.querySelectorAll(`#${id} .places button`)]
                                .map(place => [place.getAttribute('aria-label'), place.getBoundingClientRect()])
                                .filter(([, { width, height }]) => width < least - 1 || height < least - 1)
                                .map(([label, { width, height }]) => `“${label}” in the picture is ${width.toFixed(0)} × ${height.toFixed(0)} px`), { id, least: TARGET }));
                        }
                    }
                    await page.evaluate(axe.source);
                    const { violations } = await page.evaluate(id => window.axe.run(`#${id}`, { resultTypes: ['violations'], runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] } }), id);
                    faults.push(...violations.map(({ id: rule, nodes }) => `${scheme}: ${rule}: ${nodes[0].html.slice(0, 200)}`));
                }
                none(faults);
                const { states } = await recorded(figure);
                for (const [state, { sets, says }] of Object.entries(states)) {
                    const key = id.replace('figure-', '');
                    if (sets.some(([, value]) => value.length > 300)) {
                        continue;
                    }
                    const query = new URLSearchParams(sets.map(([control, value]) => [`${key}.${control}`, value]));
                    await page.goto(`${site.url}${name}?${query}#${id}`);
                    await page.waitForSelector(`#${id} .live-box`);
                    const seen = await settled(page, id);
                    assert.equal(seen.says, says, `${state}, by the address`);
                    assert.equal(seen.fault, '');
                }
                none(heard.faults);
            });
        }

        test('nothing jumps when they come to life', async t => {
            const { page } = await visit(t, name);
            const heights = () => page.evaluate(() => [...document.querySelectorAll('figure.live')].map(({ id, offsetHeight }) => [id, offsetHeight]));
            const before = await heights();
            await wake(page, figures[0].id);
            await page.waitForFunction(() => !document.querySelector('figure.live:not(.train):not(:has(.live-box))'));
            const after = await heights();
            const faults = before.filter(([, height], nth) => Math.abs(after[nth][1] - height) > 2);
            none(faults.map(([id, height]) => `${id} is ${height} px high, and then ${after.find(([other]) => other === id)[1]}`));
        });

        test('a place of a picture keeps the keyboard', async t => {
            const { page } = await visit(t, name, { viewport: { width: 1280, height: 900 } });
            for (const { id } of figures) {
                await wake(page, id);
                const place = page.locator(`#${id} .places button`).first();
                if (await place.count() > 0) {
                    await place.focus();
                    await page.keyboard.press('Enter');
                    await settled(page, id);
                    assert.ok(await page.evaluate(id => document.activeElement.closest(`#${id} .places`) !== null, id), `${id} has lost it`);
                }
            }
        });

        test('sentences set figures, and the way back leads to them', async t => {
            const { page, heard } = await visit(t, name);
            await wake(page, figures[0].id);
            const links = page.locator('main > p a.set');
            const count = await links.count();
            assert.ok(count > 0 || name === 'index.html' || name === 'welcome.html', 'a sentence sets a figure');
            for (let nth = 0; nth < count; nth++) {
                const link = links.nth(nth);
                const href = await link.getAttribute('href');
                const id = href.split('#')[1];
                if (!figures.some(figure => figure.id === id)) {
                    continue; // of another page
                }
                await link.evaluate(link => { link.scrollIntoView({ block: 'center', behavior: 'instant' }); });
                await link.evaluate(link => link.click());
                const { name: figure } = figures.find(figure => figure.id === id);
                const { controls } = await recorded(figure);
                const expected = [...new URLSearchParams(href.split('#')[0].split('?')[1])].map(([key, value]) => {
                    const start = controls.find(({ name }) => key.endsWith(`.${name}`)).value;
                    return [key, String(Number(start)) === value || String(start) === value || value.length > 300 ? null : value];
                });
                await page.waitForTimeout(700);
                // Some train for a while first.
                await page.waitForFunction(expected => {
                    const kept = new URLSearchParams(location.hash.split('?')[1]);
                    return expected.every(([key, value]) => kept.get(key) === value);
                }, expected, { timeout: 20_000 }).catch(() => assert.fail(`${href}: the address says ${kept(page)}`));
                const { fault } = await look(page, id);
                assert.equal(fault, '', href);
                const back = page.locator(`#${id} .back`);
                if (await back.count()) {
                    await back.evaluate(back => back.click());
                    await page.waitForTimeout(100);
                    assert.ok(await link.evaluate(link => link === document.activeElement && link.getBoundingClientRect().top > 0 && link.getBoundingClientRect().bottom < innerHeight), 'back at the sentence');
                }
            }
            none(heard.faults);
        });
    });
}

describe('what a reader gives', () => {
    for (const { page: name, figures } of with_figures) {
        for (const { id, name: figure } of figures) {
            test(`${id}: stays in the tab, and is there after a reload`, async t => {
                const { controls } = await recorded(figure);
                const given = controls.filter(({ kind }) => kind === 'text' || kind === 'pixels');
                if (given.length === 0) {
                    return;
                }
                const from = site.asked.length;
                const { page } = await visit(t, name);
                await wake(page, id);
                await page.evaluate(() => document.querySelectorAll('.live .more').forEach(fold => { fold.open = true; }));
                const fields = given.map(control => page.locator(`#${id} form [name="${control.name}"]`));
                for (const [nth, { kind, start }] of given.entries()) {
                    if (kind === 'text') {
                        await fields[nth].fill('secret,words 7');
                    } else {
                        await page.locator(`#${id} canvas`).focus();
                        await page.keyboard.press('Space');
                        assert.notEqual(await fields[nth].inputValue(), start, 'something is drawn');
                    }
                }
                const values = () => Promise.all(fields.map(field => field.inputValue()));
                const before = await values();
                await settled(page, id);
                assert.ok(kept(page).size >= given.length, page.url());
                await page.reload();
                await page.waitForSelector(`#${id} .reset`);
                assert.deepEqual(await values(), before);
                const asked = site.asked.slice(from);
                none(asked.filter(line => !line.startsWith('GET ') || line.includes('?') || /secret/.test(line)));
            });
        }
    }
});

describe('several at once', () => {
    const { page: name, figures } = with_figures.find(({ figures }) => figures.length > 1);

    test('two figures that are moved together each show their own', async t => {
        const { page, heard } = await visit(t, name);
        await wake(page, figures[0].id);
        const told = await Promise.all(figures.map(async ({ id, name: figure }) => ({ id, ...Object.values((await recorded(figure)).states)[0] })));
        await page.evaluate(async told => {
            for (let round = 0; round < 10; round++) {
                for (const { id, sets } of told) {
                    for (const [name, value] of sets) {
                        const [field] = document.querySelectorAll(`#${id} form [name="${name}"]`);
                        const chosen = document.querySelector(`#${id} form [name="${name}"][value="${value}"]`);
                        const stops = field.dataset.stops?.split(' ');
                        if (chosen?.type === 'radio') {
                            chosen.checked = true;
                        } else {
                            field.value = stops ? stops.findIndex(stop => Number(stop) === Number(value)) : value;
                        }
                        field.dispatchEvent(new Event('input', { bubbles: true }));
                    }
                }
                await new Promise(done => setTimeout(done, 3));
            }
        }, told);
        for (const { id, says } of told) {
            assert.equal((await settled(page, id)).says, says);
        }
        none(heard.faults);
    });
});

describe('one that runs', () => {
    const name = 'loss.html', id = 'figure-descent';
    const steps = page => page.locator(`#${id} button[data-plays]`).evaluate(button => Number(button.value));

    /** Sets it running, for long. */
    async function play(page) {
        await wake(page, id);
        await page.locator(`#${id} .play`).evaluate(button => button.click());
        await page.waitForFunction(id => Number(document.querySelector(`#${id} button[data-plays]`).value) > 1, id);
    }

    test('rests in a tab that is put away, and goes on in sight', async t => {
        const { page, heard } = await visit(t, name);
        await play(page);
        // A tab that is not seen gets no picture to draw, which is all that it is told.
        await page.evaluate(() => {
            const { requestAnimationFrame } = window;
            const held = [];
            window.requestAnimationFrame = draw => held.push(draw);
            window.come_back = () => {
                window.requestAnimationFrame = requestAnimationFrame;
                held.forEach(requestAnimationFrame);
            };
        });
        await page.waitForTimeout(300);
        const before = await steps(page);
        await page.waitForTimeout(700);
        assert.equal(await steps(page), before, 'nothing runs out of sight');
        await page.evaluate(() => window.come_back());
        await page.waitForFunction(({ id, before }) => Number(document.querySelector(`#${id} button[data-plays]`).value) > before, { id, before });
        none(heard.faults);
    });

    test('moves little for who asked for little motion', async t => {
        const { page } = await visit(t, name, { ...PHONE, reducedMotion: 'reduce' });
        await play(page);
        const pictures = await page.evaluate(id => new Promise(done => {
            let pictures = 0;
            new MutationObserver(() => pictures++).observe(document.querySelector(`#${id} .live-box`), { childList: true });
            setTimeout(() => done(pictures), 2200);
        }), id);
        assert.ok(pictures <= 5, `${pictures} pictures in 2.2 seconds`);
    });
});

describe('one figure and its worker', () => {
    const { page: name, figures: [{ id }] } = with_figures.find(({ page }) => page === 'softmax.html');
    const slider = page => page.locator(`#${id} [type=range]`).first();

    test('the last of many values is the one that is shown', async t => {
        const { page } = await visit(t, name);
        await wake(page, id);
        await slider(page).evaluate(input => {
            for (const value of [0, 5, 10, 15, 20, 3]) {
                input.value = value;
                input.dispatchEvent(new Event('input', { bubbles: true }));
            }
        });
        const { says } = await settled(page, id);
        assert.match(says, new RegExp(`temperature of ${(await recorded('softmax/heat')).controls[0].scale[3]},`));
    });

    test('a worker that breaks off is told, and the next move starts another', async t => {
        const { page } = await visit(t, name);
        await wake(page, id);
        const [worker] = page.workers();
        await worker.evaluate(() => { self.onmessage = ({ data: { number } }) => postMessage({ number, broken: 'trial' }); });
        await slider(page).press('ArrowRight');
        await page.waitForFunction(id => !document.querySelector(`#${id} .fault`).hidden, id);
        assert.match((await look(page, id)).fault, /a mistake of the book: trial/);
        await slider(page).press('ArrowRight');
        await page.waitForFunction(id => document.querySelector(`#${id} .fault`).hidden, id);
        assert.match((await look(page, id)).says, /temperature of 1.5,/);
    });

    test('what changed is heard once, half a second after', async t => {
        const { page } = await visit(t, name);
        await wake(page, id);
        await page.waitForTimeout(700);
        await page.evaluate(() => {
            window.heard = [];
            new MutationObserver(() => { const text = document.getElementById('heard').textContent; if (text) { window.heard.push(text); } })
                .observe(document.getElementById('heard'), { childList: true, characterData: true, subtree: true });
        });
        for (let nth = 0; nth < 5; nth++) {
            await slider(page).press('ArrowRight');
        }
        await page.waitForTimeout(1200);
        const heard = await page.evaluate(() => window.heard);
        assert.equal(heard.length, 1, heard.join(' | '));
        assert.match(heard[0], /temperature of 3/);
        assert.equal(await slider(page).getAttribute('aria-valuetext'), '3');
    });

    test('Reset leads back to the start, and the address is clean', async t => {
        const { page } = await visit(t, `${name}?heat.T=20&heat.draws=2#${id}`);
        await page.waitForSelector(`#${id} .live-box`);
        assert.match((await settled(page, id)).says, /temperature of 20,/);
        await page.locator(`#${id} .reset`).evaluate(button => button.click());
        assert.equal((await settled(page, id)).says, (await recorded('softmax/heat')).start.says);
        const { search, hash } = new URL(page.url());
        assert.deepEqual([search, hash], ['', `#${id}`]);
    });

    test('an address with what cannot be is told, and the picture stays', async t => {
        const { page } = await visit(t, `${name}?heat.p=7#${id}`);
        await page.waitForFunction(id => document.querySelector(`#${id} .fault`)?.hidden === false, id);
        assert.match(await page.locator(`#${id} .fault`).textContent(), /^top-p: it goes from 0.1 to 1: 7 lies outside$/);
        assert.ok(await page.locator(`#${id} .figure-box svg`).isVisible());
    });
});
