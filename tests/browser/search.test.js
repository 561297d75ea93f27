// What a reader looks for is found: every title, term, word and sign that a page prints, however it is typed.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import axe from 'axe-core';

import { BOOK, launch, listen, none, pages, serve } from './book.js';

const BUDGET = 150_000; // bytes: what searches and the index, compressed
const SLOWEST = 50; // ms a query, half of them being faster
const FIRST = 20; // hits that are shown at once

const list = await pages();
const site = await serve();
const browser = await launch();
after(async () => {
    await browser.close();
    await site.close();
});

/** A page with the search open and ready. */
async function searching(t, name = 'loss.html', options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
    t?.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.heard = listen(page, site.url);
    await page.goto(site.url + name, { waitUntil: 'networkidle' });
    await page.keyboard.press('/');
    await page.waitForFunction(() => window.book_search?.find);
    await page.evaluate(() => window.book_search.start());
    return page;
}

/** What is found, in the order in which it is shown. */
const find = (page, queries) => page.evaluate(async queries => {
    const all = [];
    for (const query of queries) {
        const { sense, hits } = await window.book_search.find(query);
        all.push({ query, sense, hits: hits.map(({ path, section }) => ({ path, id: section.id, title: section.title })) });
    }
    return all;
}, queries);

/** What the pages print: read from the pages themselves, with all that is folded. */
async function printed() {
    const context = await browser.newContext();
    const page = await context.newPage();
    const read = {};
    for (const name of list) {
        await page.goto(site.url + name);
        read[name] = await page.evaluate(() => {
            const main = document.querySelector('main');
            for (const fold of main.querySelectorAll('details')) {
                fold.open = true;
            }
            for (const formula of main.querySelectorAll('.katex')) {
                formula.replaceWith(formula.dataset.text);
            }
            for (const button of main.querySelectorAll('button')) {
                button.remove();
            }
            const titles = [...main.querySelectorAll(':is(h1, h2, h3, h4)[id]')].map(title => ({ id: title.id, text: title.textContent.trim() }));
            const terms = [...main.querySelectorAll('dt[id]')].map(term => ({
                id: term.id, both: [term.querySelector('a').firstChild.data.trim(), term.querySelector('[lang]')?.textContent.trim()].filter(Boolean),
            }));
            const drawn = [...main.querySelectorAll('svg text')].map(text => text.textContent).join(' ');
            return { titles, terms, words: [...new Set(`${main.innerText} ${drawn}`.split(/\s+/).filter(Boolean))] };
        });
    }
    await context.close();
    return read;
}

describe('found', () => {
    let page;
    let read;
    before(async () => {
        read = await printed();
        page = await searching(null);
    });
    after(() => page.context().close());

    test('every title, among the first', async () => {
        const wanted = Object.entries(read).flatMap(([path, { titles }]) => titles.map(title => ({ path, ...title })));
        assert.ok(wanted.length > 200, `${wanted.length} titles`);
        const found = await find(page, wanted.map(({ text }) => text));
        none(wanted.filter(({ path, id, text }, nth) => {
            // As many as have that title may stand before it.
            const same = wanted.filter(other => other.text === text).length;
            return !found[nth].hits.slice(0, 3 + same).some(hit => hit.path === path && hit.id === id);
        }).map(({ path, text }) => `${path} is not among the first for its title "${text}"`));
    });

    test('every term of the glossary, in both languages, among the first', async () => {
        const terms = read['glossary.html'].terms.flatMap(({ id, both }) => both.map(text => ({ id, text })));
        assert.ok(terms.length > 100, `${terms.length} terms`);
        const found = await find(page, terms.map(({ text }) => text));
        none(terms.filter(({ id }, nth) => !found[nth].hits.slice(0, 8).some(hit => hit.id === id)).map(({ text }) => `"${text}" is not found`));
    });

    test('words that pages print, whole and half', async () => {
        // Every so many of all of them.
        const all = Object.entries(read).flatMap(([path, { words }]) => words.map(word => ({ path, word })));
        const drawn = Array.from({ length: 400 }, (_, nth) => all[(nth * 7919) % all.length]);
        const half = drawn.filter(({ word }) => /^\p{L}{6,}$/u.test(word)).map(({ path, word }) => ({ path, word: word.slice(0, 4) }));
        const wanted = [...drawn, ...half];
        const found = await find(page, wanted.map(({ word }) => word));
        const faults = [];
        wanted.forEach(({ path, word }, nth) => {
            const { sense, hits } = found[nth];
            const on = new Set(hits.map(hit => hit.path));
            if (sense !== 'found' || !on.has(path)) {
                faults.push(`"${word}" is printed on ${path}, and is ${sense} on ${[...on].slice(0, 4)}`);
            } else if (on.size < 10 && !hits.slice(0, FIRST).some(hit => hit.path === path)) {
                faults.push(`"${word}" of ${path} is not among the first ${FIRST}`);
            }
        });
        none(faults);
    });

    // What is typed, and a page and a section that print it.
    for (const [query, path, id] of [
        ['梯度下降', 'glossary.html'],
        ['验证集', 'glossary.html'],
        ['度下', 'glossary.html'],
        ["He's", 'glossary.html'],
        ['He’s', 'glossary.html'],
        ["HE'S INIT", 'glossary.html'],
        ['∂', 'loss.html'],
        ['σ', 'transformer.html'],
        ['η', 'loss.html'],
        ['√', 'attention.html'],
        ['−∞', 'attention.html'],
        ['wᵢ', 'neurons.html'],
        ['w_i', 'neurons.html'],
        ['w_{i}', 'neurons.html'],
        ['$w_i$', 'neurons.html'],
        ['∂C/∂w', 'loss.html'],
        ['d_model', 'transformer.html'],
        ['ｄ＿ｍｏｄｅｌ', 'transformer.html'],
        ['log_softmax', 'softmax.html'],
        ['log_soft', 'softmax.html'],
        ['z=Wa+b', 'neurons.html'],
        ['1/√d', 'embeddings.html'],
        ['e⁻⁷⁴⁵', 'softmax.html'],
        ['e^-745', 'softmax.html'],
        ['σ²', 'transformer.html'],
        ['cargo run -p loss', 'loss.html'],
        ['--learning-rate', 'loss.html'],
        ['#[inline]', 'neurons.html'],
        ['::new(', 'loss.html'],
        ['->', 'neurons.html'],
        ['&[f64]', 'loss.html'],
        ['1409.0473', 'references.html'],
        ['arXiv:1409.0473', 'references.html'],
        ['Gaspe', 'references.html'],
        ['Gaspé', 'references.html'],
        ['gaspe\u0301', 'references.html'],
        ['Muller', 'references.html'],
        ['Studien uber das', 'references.html'],
        ['"the cat sat on the mat"', 'attention.html'],
        ['97.8 %', 'backprop.html'],
        ['8x8', 'neurons.html'],
        ['2000', 'embeddings.html'],
        ['softmax', 'softmax.html', 'softmax'],
        ['LOSS', 'loss.html', 'loss'],
    ]) {
        test(`${query}`, async () => {
            const [{ sense, hits }] = await find(page, [query]);
            assert.equal(sense, 'found');
            const at = hits.findIndex(hit => hit.path === path && (!id || hit.id === id));
            assert.ok(at >= 0 && at < (id ? 1 : FIRST), `${path} is hit ${at + 1} of ${hits.length}`);
        });
    }

    test('a slip of the finger is forgiven, and said', async () => {
        for (const [query, title] of [['nueron', /neuron/i], ['softmx', /softmax/i], ['atention', /attention/i], ['gradiant', /gradient/i]]) {
            const [{ sense, hits }] = await find(page, [query]);
            assert.equal(sense, 'near', query);
            assert.ok(hits.slice(0, 8).some(hit => title.test(hit.title)), `${query}: ${hits.slice(0, 8).map(hit => hit.title)}`);
        }
        const [{ sense, hits }] = await find(page, ['qxzzyv']);
        assert.deepEqual([sense, hits], ['none', []]);
    });

    test('words that a sign joins are found joined, or not at all', async () => {
        const text = Object.values(read).flatMap(({ words }) => words).join(' ').toLowerCase();
        const joined = ['loss::gradient', "gradient's", 'gradient.loss', 'loss-neuron', 'softmax^token', 'matrix_of', 'Matrix::new', 'Cargo.toml', 'β₉'];
        const [absent] = [joined.filter(word => !text.includes(word.toLowerCase()))];
        assert.ok(absent.length > 5, `${absent}`);
        none((await find(page, absent)).filter(({ sense }) => sense === 'found').map(({ query, hits }) => `"${query}" is found in ${hits[0].path}`));
    });
});

test('a letter is found and marked as it was typed, where a page has it so', async t => {
    const page = await searching(t);
    for (const [query, other] of [['σ', /[Σ∑]/u], ['x̄', /x(?!\u0304)/u], ['x̂', /x(?!\u0302)/u], ['ȳ', /y/u]]) {
        const of = await page.evaluate(async query => {
            await window.book_search.find(query);
            document.getElementById('mdbook-searchbar').value = query;
            await window.book_search.start();
            await new Promise(resolve => setTimeout(resolve, 200));
            return [...document.querySelectorAll('#mdbook-searchresults li:has(a)')].slice(0, 1).map(item => ({
                href: item.querySelector('a').href, marked: [...item.querySelectorAll('em')].map(mark => mark.textContent),
            }));
        }, query);
        for (const { marked } of of) {
            assert.ok(marked.length > 0, `${query} is marked`);
            none(marked.filter(text => text.normalize() !== query.normalize()).map(text => `${text} is marked for ${query}`));
        }
        const read = await page.context().newPage();
        await read.goto(of[0].href);
        await read.waitForFunction(() => document.activeElement?.matches('main *'));
        const marks = await read.locator('main mark.found').allTextContents();
        none(marks.filter(text => other.test(text.normalize())).map(text => `${text} is marked for ${query}`));
        await read.close();
    }
});

test('as many places are marked as are told', async t => {
    const page = await searching(t, 'transformer.html');
    await page.evaluate(() => window.book_marks.go('?highlight=a'));
    await page.waitForFunction(() => document.getElementById('heard').textContent !== '');
    const told = Number(/(\d+)$/.exec(await page.locator('#heard').textContent())[1]);
    assert.ok(told > 400, `${told}`);
    // A word of a figure and a formula are marked as a whole, with all that is found in them.
    const marks = await page.locator('main .found').evaluateAll(all => all.reduce(
        (sum, found) => sum + (found.matches('mark') ? 1 : Math.max(1, [...(found.dataset.text ?? found.textContent).matchAll(/a/gi)].length)), 0));
    assert.ok(marks >= told, `${marks} of ${told}`);
});

test('words that stand together come first, and are where one lands', async t => {
    const page = await searching(t);
    for (const query of ['the cat sat on the mat', 'cargo run -p loss', '97.8 %']) {
        await page.locator('#mdbook-searchbar').fill(query);
        await page.evaluate(() => window.book_search.start());
        const first = page.locator('#mdbook-searchresults li').first();
        await first.locator('.teaser em').first().waitFor();
        const plain = text => text.toLowerCase().replace(/\s+/g, '');
        assert.ok(plain(await first.locator('.teaser').textContent()).includes(plain(query)), query);
        const read = await page.context().newPage();
        await read.goto(await first.locator('a').evaluate(link => link.href));
        await read.waitForFunction(() => document.activeElement?.matches('main *'));
        const after = await read.evaluate(() => {
            const range = document.createRange();
            const at = document.querySelector('main :focus');
            // Words in a figure lead to the figure.
            range.setStartBefore(at.matches('figure') ? at.querySelector('.found') : at);
            range.setEndAfter(document.querySelector('main').lastChild);
            return range.toString().slice(0, 60);
        });
        assert.ok(plain(after).startsWith(plain(query)), `${query}: ${after}`);
        await read.close();
    }
});

test('whatever is typed, what is shown says something', async t => {
    const page = await searching(t);
    const signs = [...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'];
    const odd = [...signs, signs.join(''), 'a(1-a)', 'n-1', 'key-value', 'hand-written', 'mini-batch', '--learning-rate 0.5', 'a - b', '"', '"a', '“-”', '\\frac{a}{b}',
        '[a-z]', '(?:', '\\u{1}', '{1,2}', '^_', '$$', '-', '--', '\u0304', '\ud835', '𝑤-1', 'x^{-1}', '<b>', '&amp;', 'a|b', '*'];
    const faults = [];
    for (const query of odd) {
        await page.locator('#mdbook-searchbar').fill(query);
        const shown = await page.evaluate(async query => {
            await window.book_search.start();
            const items = () => [...document.querySelectorAll('#mdbook-searchresults li:has(a)')].slice(0, 3);
            const isEmpty = () => items().some(item => item.querySelector('.teaser').textContent.trim().length < 2);
            for (let wait = 0; wait < 40 && isEmpty(); wait++) {
                await new Promise(resolve => setTimeout(resolve, 25));
            }
            return { isEmpty: isEmpty(), header: document.getElementById('mdbook-searchresults-header').textContent };
        }, query);
        if (shown.isEmpty || shown.header === '') {
            faults.push(`${query}: ${JSON.stringify(shown)}`);
        }
    }
    // And where it leads.
    for (const query of odd.filter(query => query.length > 1)) {
        await page.evaluate(query => window.book_marks.go(`?highlight=${encodeURIComponent(query)}`), query);
    }
    none(faults);
    none(page.heard.faults);
});

test('what searches is light and quick', async t => {
    const files = [];
    for (const folder of ['theme', 'search']) {
        for (const name of await readdir(path.join(BOOK, folder))) {
            if (/^(?:marks|search|minisearch|index)-.*\.js$/.test(name)) {
                files.push([name, gzipSync(await readFile(path.join(BOOK, folder, name)), { level: 9 }).length]);
            }
        }
    }
    assert.equal(files.length, 4, `${files}`);
    const sum = files.reduce((sum, [, bytes]) => sum + bytes, 0);
    t.diagnostic(`${files.join(' ')}: ${sum} bytes`);
    assert.ok(sum <= BUDGET, `${sum} bytes`);

    const page = await searching(t);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const queries = ['n', 'gr', 'gradient', 'gradient descent', 'the cat sat on the mat', '梯度', 'd_model', '∂C/∂w', 'nueron', 'one two three', '(', '.'];
    const took = await page.evaluate(async queries => {
        const took = [];
        for (let turn = 0; turn < 3; turn++) {
            for (const query of queries) {
                const start = performance.now();
                await window.book_search.find(query);
                if (turn > 0) {
                    took.push([query, performance.now() - start]);
                }
            }
        }
        return took.sort((a, b) => a[1] - b[1]);
    }, queries);
    t.diagnostic(`four times slower than this machine: half in ${took[took.length >> 1][1].toFixed(1)} ms, the slowest ${took.at(-1)[0]} in ${took.at(-1)[1].toFixed(1)} ms`);
    assert.ok(took[took.length >> 1][1] < SLOWEST, `${took.map(([query, ms]) => `${query}: ${ms}`)}`);
});

/** Where the reader is after a choice: what has the focus, and whether it is seen. */
const whereabouts = page => page.evaluate(() => {
    const at = document.activeElement;
    const { top, bottom } = at.getBoundingClientRect();
    return { name: at.localName, text: at.textContent, isSeen: top >= 0 && bottom <= innerHeight && at.checkVisibility(), y: scrollY };
});

test('what is chosen is seen, marked, focused and announced: on this page and on another, in what is folded', async t => {
    for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
        const page = await searching(t, 'loss.html', { viewport });
        for (const [query, name, isFolded] of [['parabola', 'loss.html', false], ['NotFinite', null, true], ['梯度下降', 'glossary.html', false]]) {
            if (!await page.locator('#mdbook-searchbar').isVisible()) {
                await page.keyboard.press('/');
            }
            await page.locator('#mdbook-searchbar').fill(query);
            const links = page.locator('#mdbook-searchresults a');
            await page.waitForFunction(query => document.getElementById('mdbook-searchresults-header').textContent.includes(query), query);
            if (await links.count() === 0) {
                assert.ok(isFolded, `${query} is found`);
                continue;
            }
            const link = name ? page.locator(`#mdbook-searchresults a[href*="${name}"]`).first() : links.first();
            await link.click();
            await page.waitForFunction(() => document.activeElement?.matches('main *'));
            await page.waitForFunction(() => document.getElementById('heard').textContent !== '');
            const { name: element, text, isSeen } = await whereabouts(page);
            assert.ok(isSeen, `${query}: <${element}> ${text} is in view`);
            assert.ok(await page.locator('main .found').count() > 0, 'it is marked');
            assert.match(await page.locator('#heard').textContent(), new RegExp(query));
            assert.equal(await page.locator('#mdbook-searchbar').isVisible(), false);
        }
        none(page.heard.faults);
    }
});

test('a fold opens around what is chosen, and the choice can be taken back', async t => {
    const page = await searching(t, 'neurons.html');
    await page.evaluate(() => document.querySelectorAll('details').forEach(fold => { fold.open = false; }));
    // A word that stands in a fold only.
    const word = await page.evaluate(() => {
        const main = document.querySelector('main');
        const outside = main.cloneNode(true);
        outside.querySelectorAll('details').forEach(fold => fold.remove());
        const known = new Set(outside.textContent.toLowerCase().match(/[a-z]{6,}/g));
        const folded = [...main.querySelectorAll('details')].map(fold => fold.textContent).join(' ');
        return folded.toLowerCase().match(/[a-z]{6,}/g).find(word => ![...known].some(other => other.includes(word)));
    });
    await page.locator('#mdbook-searchbar').fill(word);
    await page.waitForFunction(word => document.getElementById('mdbook-searchresults-header').textContent.includes(word), word);
    const y = await page.evaluate(() => scrollY);
    await page.locator('#mdbook-searchresults a[href*="neurons.html"]').first().click();
    await page.waitForFunction(() => document.activeElement?.matches('main *'));
    assert.ok(await page.evaluate(() => document.activeElement.closest('details')?.open), `"${word}" is in an open fold`);
    assert.ok((await whereabouts(page)).isSeen);
    assert.match(page.url(), /highlight=/);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('main .found').count(), 0, 'Escape takes the marks away');
    assert.doesNotMatch(page.url(), /highlight=/);
    assert.notEqual(await page.evaluate(() => scrollY), y);
});

test('a saved link goes on working', async t => {
    const page = await searching(t);
    await Promise.all(page.heard.responses); // what arrived is read before the page is left
    await page.goto(`${site.url}softmax.html?highlight=temperature`, { waitUntil: 'networkidle' });
    await page.locator('main mark').first().waitFor();
    await page.waitForFunction(() => document.activeElement?.matches('main mark'));
    assert.ok((await whereabouts(page)).isSeen, 'without a fragment too');
    await Promise.all(page.heard.responses);
    await page.goto(`${site.url}softmax.html?search=temperature`, { waitUntil: 'networkidle' });
    await page.locator('#mdbook-searchresults a').first().waitFor();
    assert.equal(await page.locator('#mdbook-searchbar').inputValue(), 'temperature');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'mdbook-searchbar');
    await Promise.all(page.heard.responses);
    await page.goto(`${site.url}softmax.html?highlight=no%20such%20thing%20%26%20none#exercises`, { waitUntil: 'networkidle' });
    await page.waitForFunction(() => document.activeElement?.id === 'exercises');
    assert.ok((await whereabouts(page)).isSeen, 'what the words are not on is led to all the same');
    none(page.heard.faults);
});

test('with the keyboard alone, and heard', async t => {
    for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
        const page = await searching(t, 'neurons.html', { viewport });
        await page.keyboard.press('Escape');
        const toggle = page.locator('#mdbook-search-toggle');
        await toggle.focus();
        await page.keyboard.press('Enter');
        const at = () => page.evaluate(() => document.activeElement.id || document.activeElement.localName);
        assert.equal(await at(), 'mdbook-searchbar', 'the focus goes into the field');
        await page.keyboard.press('Shift+Tab');
        assert.equal(await at(), 'mdbook-search-toggle', 'and back to the button');
        await page.keyboard.press('Tab');
        assert.equal(await at(), 'mdbook-searchbar');
        await page.keyboard.type('sigmoid');
        const header = page.locator('#mdbook-searchresults-header');
        await page.waitForFunction(() => /sigmoid/.test(document.getElementById('mdbook-searchresults-header').textContent));
        assert.equal(await header.getAttribute('role'), 'status');
        assert.match(await header.textContent(), /^\d+ places have “sigmoid”$/);
        await page.keyboard.press('ArrowDown');
        const first = page.locator('#mdbook-searchresults a').first();
        assert.ok(await first.evaluate(link => link === document.activeElement));
        assert.ok(await first.evaluate(link => {
            const { top, bottom } = link.getBoundingClientRect();
            return top >= 0 && bottom <= innerHeight;
        }));
        await page.keyboard.press('Tab');
        await page.keyboard.press('ArrowUp');
        assert.ok(await first.evaluate(link => link === document.activeElement));
        await page.keyboard.press('ArrowUp');
        assert.equal(await at(), 'mdbook-searchbar');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Escape');
        assert.equal(await at(), 'mdbook-search-toggle', 'Escape gives the focus back');
        assert.match(page.url(), /neurons\.html$/);
        await page.keyboard.press('s');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.activeElement?.matches('main *'));
        none(page.heard.faults);
    }
});

test('what is typed and entered before the search is there is not lost', async t => {
    const context = await browser.newContext();
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.route('**/theme/*search-*.js', async route => {
        await new Promise(resolve => setTimeout(resolve, 500));
        await route.continue();
    });
    await page.goto(`${site.url}loss.html`);
    await page.keyboard.press('/');
    await page.keyboard.type('验证集');
    await page.keyboard.press('Enter');
    await page.waitForURL(/glossary\.html\?highlight=/);
    await page.locator('main mark.found:visible').first().waitFor();
});

test('axe finds nothing against an open search', async t => {
    for (const colorScheme of ['light', 'dark']) {
        const page = await searching(t, 'loss.html', { colorScheme, viewport: { width: 390, height: 844 } });
        await page.keyboard.type('gradient');
        await page.locator('.teaser em').first().waitFor();
        await page.keyboard.press('ArrowDown');
        await page.evaluate(axe.source);
        const check = () => page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] } }));
        const open = await check();
        await page.locator('#mdbook-searchresults a[href*="loss.html"]').first().click();
        await page.locator('main .found:visible').first().waitFor();
        const marked = await check();
        none([...open.violations, ...marked.violations].map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 120))}`));
        assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth), 'nothing scrolls sideways');
    }
});

test('formulas stand once in what is shown, and nothing of a page becomes markup', async t => {
    const page = await searching(t, 'loss.html');
    const bar = page.locator('#mdbook-searchbar');
    await bar.fill('learning rate');
    await page.locator('.teaser em').first().waitFor();
    const shown = await page.locator('#mdbook-searchresults').innerText();
    assert.doesNotMatch(shown, /\b([a-zηλ]) \1 \1\b/u);
    await bar.fill('<img src=x onerror=alert(1)>');
    await page.waitForFunction(() => /img/.test(document.getElementById('mdbook-searchresults-header').textContent));
    assert.equal(await page.locator('#mdbook-search-wrapper img').count(), 0);
});

test('from a disk it searches too', async t => {
    const context = await browser.newContext();
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${pathToFileURL(path.join(BOOK, 'transformer/fast.html'))}`);
    await page.keyboard.press('/');
    await page.keyboard.type('∂C/∂w');
    await page.locator('.teaser em').first().waitFor();
    await page.locator('#mdbook-searchresults a[href*="loss.html"]').first().click();
    await page.waitForURL(/loss\.html/);
    await page.locator('main .found').first().waitFor();
    assert.ok((await whereabouts(page)).isSeen);
    // And on the page that is open.
    await page.keyboard.press('/');
    await page.keyboard.type('parabola');
    await page.locator('#mdbook-searchresults a[href*="loss.html"]').first().click();
    await page.locator('main mark.found:visible').first().waitFor();
});

test('when it cannot be loaded, it says so and tries again', async t => {
    const context = await browser.newContext();
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    for (const kind of ['**/theme/search-*.js', '**/search/index-*.js']) {
        await page.route(kind, route => route.abort());
        await page.goto(`${site.url}loss.html`);
        await page.keyboard.press('/');
        await page.keyboard.type('neu');
        await page.getByText('could not be loaded').waitFor();
        await page.unroute(kind);
        await page.keyboard.type('ron');
        await page.locator('#mdbook-searchresults a').first().waitFor();
    }
});
