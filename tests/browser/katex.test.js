// The book's formulas, and those of constructs.txt, beside KaTeX's own drawing of them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import katex from 'katex';
import sirv from 'sirv';

import { BOOK, launch, none } from './book.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const CELL = { width: 400, height: 140 }; // room for one formula, in px
const COLUMNS = 4;
const AT_ONCE = 200;
const SCALE = 2; // pixels of the picture in a px
const MOST = 4; // pixels of ink of which the other picture has none near: our fonts have no hints

/** What the press makes of the book's formulas, or of those in a file. */
function press(...file) {
    const command = ['run', '--quiet', '--package', 'press', '--', 'formulas', ...file];
    const lines = execFileSync('cargo', command, { cwd: path.join(here, '../..'), maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'ignore'] });
    // A formula that prints, as `\show` does, has lines of its own.
    return lines.toString().split('\n').filter(line => line.startsWith('{"')).map(line => JSON.parse(line));
}

/** What KaTeX makes of them: HTML, or an error. */
function reference({ tex, display }, strict) {
    try {
        return { html: katex.renderToString(tex.trim(), { displayMode: display, strict, throwOnError: true }) };
    } catch (error) {
        return { error: error.message };
    }
}

// The whole stylesheet: the book's own keeps of it what its pages use.
const fonts = await readdir(path.join(BOOK, 'fonts'));
const whole = (await readFile(path.join(here, '../../book/theme/katex.css'), 'utf8'))
    .replace(/\{\{ resource "fonts\/([^"]+)\.woff2" \}\}/g, (_, stem) => `fonts/${fonts.find(name => name.replace(/-[0-9a-f]+\.woff2$/, '') === stem)}`);
const ours = sirv(BOOK, { dev: true });
const theirs = sirv(path.join(here, 'node_modules/katex/dist'), { dev: true });
const server = createServer((request, response) => {
    const nothing = () => response.writeHead(404).end();
    if (request.url === '/') {
        response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>');
    } else if (request.url === '/whole.css') {
        response.writeHead(200, { 'Content-Type': 'text/css' }).end(whole);
    } else if (request.url.startsWith('/katex/')) {
        request.url = request.url.slice('/katex'.length);
        theirs(request, response, nothing);
    } else {
        ours(request, response, nothing);
    }
});
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const root = `http://127.0.0.1:${server.address().port}/`;
const browser = await launch();
after(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
});

/** A page with cells for formulas and one stylesheet. */
async function sheet(style) {
    const page = await browser.newPage({ viewport: { width: COLUMNS * CELL.width, height: 900 }, deviceScaleFactor: SCALE });
    await page.goto(root);
    await page.setContent(`<!doctype html><base href="${root}"><link rel="stylesheet" href="${style}"><style>
        body { margin: 0; font-size: 20px; color: #000; background: #fff }
        .cell { float: left; box-sizing: border-box; width: ${CELL.width}px; height: ${CELL.height}px; padding: 8px; overflow: hidden;
            position: relative; counter-reset: katexEqnNo mmlEqnNo }</style><main></main>`);
    return page;
}

/** A picture of the formulas in their cells. */
async function picture(page, formulas) {
    await page.evaluate(async cells => {
        document.querySelector('main').innerHTML = cells;
        const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
        // Fonts are asked for when the letters are laid out, some of them only then.
        for (let round = 0; round < 3; round++) {
            await frame();
            await document.fonts.ready;
        }
    }, formulas.map(html => `<div class="cell">${html}</div>`).join(''));
    return (await page.screenshot({ fullPage: true })).toString('base64');
}

/** How much ink of either picture has none near it in the other, cell by cell. Runs in the page. */
async function distances([one, other, count, { width, height }, columns]) {
    const load = async picture => {
        const image = new Image();
        image.src = `data:image/png;base64,${picture}`;
        await image.decode();
        const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
        const context = canvas.getContext('2d', { willReadFrequently: true });
        context.drawImage(image, 0, 0);
        return context;
    };
    /** The colours of a cell from its first ink to its last: where that stands depends on the font's height. */
    const cut = ({ data }) => {
        let [left, top, right, bottom] = [width, height, -1, -1];
        const isInk = at => data[at] + data[at + 1] + data[at + 2] < 600;
        for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x++) {
                if (isInk(4 * (y * width + x))) {
                    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
                }
            }
        }
        const inside = (x, y) => x >= 0 && y >= 0 && x + left < width && y + top < height;
        const at = (x, y) => inside(x, y) ? data.subarray(4 * ((y + top) * width + x + left)) : [255, 255, 255];
        return { at, width: right - left + 1, height: bottom - top + 1 };
    };
    /** The pixels of `from` of whose colour the other has nothing within two pixels. */
    const alone = (from, to) => {
        let pixels = 0;
        for (let y = 0; y < from.height; y++) {
            for (let x = 0; x < from.width; x++) {
                const [red, green, blue] = from.at(x, y);
                if (red + green + blue > 330) {
                    continue;
                }
                let isNear = false;
                for (let step = 0; step < 25 && !isNear; step++) {
                    const [r, g, b] = to.at(x + step % 5 - 2, y + Math.floor(step / 5) - 2);
                    isNear = Math.abs(r - red) + Math.abs(g - green) + Math.abs(b - blue) < 400;
                }
                pixels += !isNear;
            }
        }
        return pixels;
    };
    const [a, b] = [await load(one), await load(other)];
    return Array.from({ length: count }, (_, index) => {
        const at = [index % columns * width, Math.floor(index / columns) * height, width, height];
        const [mine, its] = [a, b].map(picture => cut(picture.getImageData(...at)));
        return { pixels: alone(mine, its) + alone(its, mine), hasInk: mine.width > 0 };
    });
}

/** Those of the formulas that the book draws in another way than KaTeX, a line each. */
async function different(formulas) {
    const [page, other] = [await sheet('whole.css'), await sheet('katex/katex.min.css')];
    const faults = [];
    let inked = 0;
    for (let start = 0; start < formulas.length; start += AT_ONCE) {
        const some = formulas.slice(start, start + AT_ONCE);
        const pictures = [
            await picture(page, some.map(({ html }) => html)),
            await picture(other, some.map(formula => reference(formula, 'ignore').html)),
        ];
        const cell = { width: SCALE * CELL.width, height: SCALE * CELL.height };
        const found = await page.evaluate(distances, [...pictures, some.length, cell, COLUMNS]);
        found.forEach(({ pixels, hasInk }, index) => {
            inked += hasInk;
            if (pixels > MOST) {
                faults.push(`${some[index].tex} is drawn in another way: ${pixels} pixels`);
            }
        });
    }
    await page.close();
    await other.close();
    assert.ok(inked > 0.9 * formulas.length, `only ${inked} of ${formulas.length} formulas have ink`);
    return faults;
}

test("every formula of the book is drawn as KaTeX draws it", async () => {
    const formulas = press();
    assert.ok(formulas.length > 100, `${formulas.length} formulas`);
    none(formulas.filter(({ error }) => error).map(({ error }) => error));
    none(formulas.map(formula => [formula.tex, reference(formula, 'error').error]).filter(([, error]) => error));
    none(await different(formulas));
});

test('whatever the press takes is drawn as KaTeX draws it, and the rest is refused', async () => {
    const constructs = path.join(here, 'constructs.txt');
    const parts = (await readFile(constructs, 'utf8')).split(/^# .*$/m).slice(1)
        .map(part => part.split(/\r?\n/).filter(line => line.trim()));
    assert.equal(parts.length, 3);
    const [good, signs, refused] = parts.map(part => new Set(part));
    const made = press('--of', constructs).filter(({ tex }) => !tex.startsWith('# '));
    const faults = [];
    for (const { tex, display, error } of made) {
        if (refused.has(tex) && !error) {
            faults.push(`${tex}: should be refused`);
        }
        // What KaTeX takes only one way, such as an alignment in a line.
        if ((good.has(tex) || signs.has(tex)) && error && reference({ tex, display }, 'error').html) {
            faults.push(`${tex}: ${error}`);
        }
    }
    none(faults);
    none(await different(made.filter(({ html }) => html)));
});

test('the comparison sees a formula that is drawn wrongly', async () => {
    const right = ['\\sqrt{2}', 'x_{ij} = 1.5', 'a \\leq b', '\\hat y', '\\textcolor{red}{x}'];
    const wrong = ['\\sqrt{3}', 'x_{ii} = 1.5', 'a < b', '\\dot y', '\\textcolor{blue}{x}'];
    const formulas = right.map((tex, index) => ({ tex, display: true, html: katex.renderToString(wrong[index], { displayMode: true }) }));
    const [root, ...others] = formulas;
    const bare = katex.renderToString(root.tex, { displayMode: true }).replace('padding-left:0.833em', '');
    const faults = await different([root, { ...root, html: bare }, ...others]);
    assert.equal(faults.length, 1 + right.length, faults.join('\n'));
});
