// The book on paper: as a browser prints it, read back from the PDF.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { getDocumentProxy } from 'unpdf';

import { launch, none, serve } from './book.js';

const site = await serve();
const browser = await launch();
after(async () => {
    await browser.close();
    await site.close();
});

/** A page of the book, and its PDF as sheets of lines from top to bottom. */
async function printed(t, name) {
    const context = await browser.newContext({ colorScheme: 'dark' });
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.addInitScript(() => { window.print = () => { window.isPrinted = true; }; });
    await page.goto(site.url + name, { waitUntil: 'networkidle' });
    const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ preferCSSPageSize: true, format: 'A4' })));
    const sheets = [];
    for (let number = 1; number <= pdf.numPages; number++) {
        const { items } = await (await pdf.getPage(number)).getTextContent();
        const lines = new Map();
        for (const { str, transform: [, , , , x, y] } of items.filter(({ str }) => str.trim() !== '')) {
            const near = [...lines.keys()].find(other => Math.abs(other - y) < 3) ?? y;
            lines.set(near, [...lines.get(near) ?? [], [x, str]]);
        }
        // The number of the sheet stands below all.
        const rows = [...lines].filter(([y]) => y > 50).sort(([a], [b]) => b - a);
        sheets.push(rows.map(([, parts]) => parts.sort(([a], [b]) => a - b).map(([, str]) => str).join(' ').replace(/\s+/g, ' ').trim()));
    }
    return { page, sheets };
}
const squeezed = text => text.replace(/\s+/g, '');

/** Sheets that end with what heads something on the next. */
async function orphans(page, sheets, skipped = 0) {
    const heads = new Set((await page.locator('main :is(h1, h2, h3, h4, summary, dt, .opening-title, .output-label, .blockquote-tag-title)')
        .evaluateAll(heads => heads.map(head => {
            const copy = head.cloneNode(true);
            copy.querySelectorAll('.katex-mathml').forEach(formula => formula.remove());
            return copy.textContent;
        }))).map(squeezed));
    return sheets.flatMap((lines, nth) => {
        for (let count = 1; count <= 3 && nth >= skipped; count++) {
            const end = squeezed(lines.slice(-count).join('')).replace(/^[▶▸▾▼•○◯]+/, '');
            if (heads.has(end)) {
                return [`sheet ${nth + 1} ends with "${lines.slice(-count).join(' ')}"`];
            }
        }
        return [];
    });
}

test('the whole book', async t => {
    const { page, sheets } = await printed(t, 'print.html');
    const title = sheets[0].join(' ');
    for (const part of ['From Neurons to Transformers', 'The authors of From Neurons to Transformers', 'Version ', 'MIT', 'Apache 2.0', 'CC BY']) {
        assert.ok(title.includes(part), `${part} is on the title page: ${title}`);
    }
    assert.match(sheets[1].join(' '), /Contents/);

    const links = await page.locator('.paper-contents a').evaluateAll(links => links.map(link => link.getAttribute('href')));
    const titles = await page.locator('main :is(h1, h2)[id]').evaluateAll(titles => titles.filter(title => title.textContent.trim().length > 1).map(title => `#${title.id}`));
    assert.deepEqual(links, titles, 'the contents lead to every title');

    const all = squeezed(sheets.flat().join(''));
    const addresses = await page.locator('main li a[href^="http"]').evaluateAll(links => links.map(link => link.href));
    assert.ok(addresses.length > 20, `${addresses.length} addresses`);
    none(addresses.filter(address => !all.includes(squeezed(decodeURI(address))) && !all.includes(address)).map(address => `${address} is not printed`));
    assert.doesNotMatch(sheets.flat().join('\n'), /arXiv(?!:?\d|\.org)\s*[.,)]/, 'no preprint without its number');

    const begin = sheets.findIndex(lines => lines[0] === 'Welcome');
    none(await orphans(page, sheets, begin));
    none(sheets.flatMap((lines, nth) => lines.length === 0 ? [`sheet ${nth + 1} is empty`] : []));
    await page.waitForFunction(() => window.isPrinted);
    t.diagnostic(`${sheets.length} sheets`);
});

test('a page alone says which book it is from, and nothing is cut off', async t => {
    for (const name of ['transformer/fast.html', 'references.html']) {
        const { page, sheets } = await printed(t, name);
        const first = sheets[0].join(' ');
        for (const part of ['From Neurons to Transformers', 'The authors of', 'CC BY']) {
            assert.ok(first.includes(part), `${part} is on the first sheet of ${name}`);
        }
        none(await orphans(page, sheets));
        const folded = await page.locator('main details p').evaluateAll(all => all.filter(p => !p.querySelector('.katex')).map(p => p.textContent));
        const all = squeezed(sheets.flat().join(''));
        none(folded.filter(text => !all.includes(squeezed(text).slice(0, 30))).map(text => `a fold is not printed: ${text.slice(0, 60)}`));
        // As wide as A4 is between its margins.
        await page.setViewportSize({ width: 658, height: 1000 });
        await page.emulateMedia({ media: 'print' });
        none(await page.evaluate(() => {
            const { right } = document.querySelector('main').getBoundingClientRect();
            return [...document.querySelectorAll('main :is(pre, code, table, td, svg, .base, img, p, li)')]
                .filter(box => !box.closest('svg svg') && box.getBoundingClientRect().right > right + 2)
                .map(box => `sticks out of the paper: ${box.textContent.trim().slice(0, 60)}`);
        }));
    }
});

test('the page for paper is reached from every other, and what is folded stays so on the screen', async t => {
    const context = await browser.newContext();
    t.after(() => context.close());
    const page = await context.newPage();
    await page.addInitScript(() => { window.print = () => {}; });
    await page.goto(`${site.url}transformer/fast.html`);
    assert.equal(await page.locator('.imprint').isVisible(), false);
    assert.equal(await page.evaluate(() => {
        dispatchEvent(new Event('beforeprint'));
        dispatchEvent(new Event('afterprint'));
        return document.querySelectorAll('main details[open]').length;
    }), 0);
    await page.locator('.page-foot a').click();
    await page.waitForURL(/print\.html$/);
    assert.equal(await page.locator('.book-title').isVisible(), true);
    await page.locator('.paper-contents a').nth(20).click();
    assert.match(page.url(), /#.+/);
});
