// Every page of the book, wide and narrow, light and dark.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, describe, test } from 'node:test';

import axe from 'axe-core';

import { launch, listen, none, open, pages, serve } from './book.js';
import { figures, formulas, outline, sideways } from './look.js';

const WIDTHS = [1280, 390];
const SCHEMES = ['light', 'dark'];
const HEAVIEST = 400_000; // bytes of a page with all that it loads, not compressed
const SMALLEST = 10; // px, letters in a figure
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const list = await pages();
const site = await serve();
const browser = await launch();
const weights = new Map();
if (process.env.SHOTS) {
    await mkdir(process.env.SHOTS, { recursive: true });
}

after(async () => {
    await browser.close();
    await site.close();
    console.log(table());
});

/** Waits until nothing moves. */
const stand = page => page.evaluate(() => Promise.allSettled(document.getAnimations().map(animation => animation.finished)));

for (const name of list) {
    describe(name, () => {
        const inks = {};
        for (const width of WIDTHS) {
            for (const scheme of SCHEMES) {
                test(`${width} px, ${scheme}`, async t => {
                    const context = await browser.newContext({
                        viewport: { width, height: width > 600 ? 900 : 844 },
                        colorScheme: scheme,
                    });
                    t.after(() => context.close());
                    const page = await context.newPage();
                    page.setDefaultTimeout(20_000);
                    const heard = listen(page, site.url);
                    await open(page, site.url + name);
                    if (process.env.SHOTS) {
                        const file = `${name.replace(/\.html$/, '').replace(/\W+/g, '-')}-${width}-${scheme}.png`;
                        await page.screenshot({ path: path.join(process.env.SHOTS, file), fullPage: true, animations: 'disabled' });
                    }

                    await t.test('nothing scrolls the page sideways', async () => {
                        const toggle = page.locator('#mdbook-sidebar-toggle');
                        const expected = width > 600 ? 'true' : 'false';
                        assert.equal(await toggle.getAttribute('aria-expanded'), expected, 'the contents stand open in a wide window only');
                        none(await page.evaluate(sideways));
                        await toggle.click();
                        await stand(page);
                        none(await page.evaluate(sideways));
                        await (width > 600 ? toggle.click() : page.keyboard.press('Escape'));
                        assert.equal(await toggle.getAttribute('aria-expanded'), expected, 'the contents are as before');
                        await stand(page);
                        if (width === Math.min(...WIDTHS)) {
                            // As narrow as a page may get at a zoom of 400 % (WCAG 1.4.10).
                            await page.setViewportSize({ width: 320, height: 640 });
                            none(await page.evaluate(sideways));
                            await page.setViewportSize({ width, height: 844 });
                        }
                    });
                    await t.test('figures are drawn, named and legible', async () => {
                        const seen = await page.evaluate(figures, { smallest: SMALLEST });
                        inks[scheme] = seen.colours;
                        none(seen.faults);
                    });
                    await t.test('formulas are set', async () => none(await page.evaluate(formulas)));
                    await t.test('headings are in order, and all that needs a name has one', async () => {
                        none(await page.evaluate(outline));
                    });
                    await t.test('axe finds nothing against WCAG 2.2 AA', async () => {
                        await page.evaluate(axe.source);
                        const { violations, passes } = await page.evaluate(
                            values => window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }),
                            RULES,
                        );
                        assert.ok(passes.length > 10, 'axe has looked at the page');
                        none(violations.flatMap(({ id, help, nodes }) => nodes.map(node =>
                            `${id}: ${help}\n    ${node.target.join(' ')}\n    ${node.failureSummary.replace(/\n\s*/g, ' ')}`)));
                    });
                    await t.test('nothing fails, and nothing is asked of others', () => none(heard.faults));
                    await t.test(`weighs at most ${HEAVIEST / 1000} KB`, async () => {
                        await Promise.all(heard.responses);
                        const sum = Object.values(heard.bytes).reduce((sum, bytes) => sum + bytes, 0);
                        if (sum > (weights.get(name)?.sum ?? 0)) {
                            weights.set(name, { ...heard.bytes, sum });
                        }
                        assert.ok(sum > 1000, 'something was loaded');
                        assert.ok(sum <= HEAVIEST, `${name} weighs ${sum} bytes: ${JSON.stringify(heard.bytes)}`);
                    });
                });
            }
        }

        test('figures change their colours with the scheme', () => {
            const same = Object.entries(inks.light).flatMap(([figure, texts]) => texts
                .map(([text, fill], i) => ({ text, fill, dark: inks.dark[figure]?.[i]?.[1] }))
                .filter(({ fill, dark }) => fill === dark)
                .map(({ text, fill }) => `${figure}: "${text}" is ${fill} in both`));
            none(same);
        });
    });
}

/** Page by page, what it loads in KB. */
function table() {
    const kinds = ['document', 'stylesheet', 'script', 'font'];
    const row = cells => cells.map((cell, i) => i === 0 ? cell.padEnd(24) : cell.padStart(8)).join('');
    const kb = bytes => (bytes / 1000).toFixed(1);
    const rows = [...weights].map(([name, { sum, ...bytes }]) => {
        const known = kinds.map(kind => bytes[kind] ?? 0);
        const other = sum - known.reduce((sum, bytes) => sum + bytes, 0);
        return row([name, ...[...known, other, sum].map(kb)]);
    });
    return ['KB, not compressed', row(['page', 'html', 'css', 'js', 'font', 'other', 'all']), ...rows].join('\n');
}
