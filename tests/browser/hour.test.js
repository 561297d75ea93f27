// The first hour on a telephone: ideas before listings, a picture at every turn, nothing cut off, and a way about.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { launch, none, pages, serve } from './book.js';
import { cut, hour } from './look.js';

const SCREEN = { width: 390, height: 844 };
const LISTINGS = 0.18; // of the height of a chapter before its exercises, open listings at most
const FIGURES = 0.12; // of the same, figures at least
const STRETCH = 6; // screens at most without a figure

const list = await pages();
const site = await serve();
const browser = await launch();
after(async () => {
    await browser.close();
    await site.close();
});

/** A page as a telephone shows it. */
async function telephone(t, name) {
    const context = await browser.newContext({ viewport: SCREEN, hasTouch: true, isMobile: true, permissions: ['clipboard-read', 'clipboard-write'] });
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(site.url + name, { waitUntil: 'networkidle' });
    await page.evaluate(() => document.fonts.ready);
    return page;
}

describe('every page', () => {
    const rows = [];
    after(() => console.log(['', 'page                screens  listings  figures  longest stretch', ...rows].join('\n')));
    for (const name of list) {
        test(name, async t => {
            const page = await telephone(t, name);
            const seen = await page.evaluate(hour, SCREEN.height);
            if (seen) {
                const percent = share => `${(100 * share).toFixed(1)} %`;
                const { screens, listings, figures, stretches } = seen;
                rows.push([name.padEnd(20), screens.toFixed(1).padStart(6), percent(listings).padStart(9),
                    percent(figures).padStart(8), stretches[0].screens.toFixed(1).padStart(8)].join(' '));
                const faults = stretches.filter(stretch => stretch.screens > STRETCH).map(({ screens, from, to }) =>
                    `${name}: ${screens.toFixed(1)} screens without a figure, from "${from}" to "${to}"`);
                if (listings > LISTINGS) {
                    faults.push(`${name}: open listings take ${percent(listings)} of the height`);
                }
                if (figures < FIGURES) {
                    faults.push(`${name}: figures take only ${percent(figures)} of the height`);
                }
                none(faults);
            }
            // What is folded is there to be read as well.
            await page.evaluate(() => {
                document.querySelectorAll('main details').forEach(fold => { fold.open = true; });
                document.querySelectorAll('[data-idea] .whole-item[aria-expanded="false"]').forEach(button => button.click());
            });
            none((await page.evaluate(cut)).map(fault => `${name}: ${fault}`));
        });
    }
});

describe('the way about', () => {
    const CHAPTER = 'neurons.html';
    const SECTION = '#one-neuron-draws-a-line';
    const settled = page => page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    /** A tap on a button of the header, which sticks: the driver's own would scroll to where it stood at first. */
    const press = (page, selector) => page.locator(selector).evaluate(button => button.click());
    /** Scrolls a section to the top of the window. */
    async function go(page, selector) {
        await page.locator(selector).evaluate(element => element.scrollIntoView({ block: 'start', behavior: 'instant' }));
        await page.waitForFunction(selector => document.querySelector('.current-header')?.getAttribute('href') === selector, selector);
        await settled(page);
    }

    test('the header says chapter and section, and how far it is', async t => {
        const page = await telephone(t, CHAPTER);
        const width = () => page.locator('.progress').evaluate(line => line.getBoundingClientRect().width);
        assert.equal((await page.locator('.menu-title').innerText()).trim(), 'Neurons');
        assert.ok(await width() < 2, 'nothing is read yet');
        await go(page, SECTION);
        const section = (await page.locator(`${SECTION} a.header`).innerText()).trim();
        assert.equal((await page.locator('.menu-title').textContent()).trim(), `Neurons · ${section}`);
        assert.equal((await page.locator('.menu-title').innerText()).trim(), section, 'where there is little room, the section');
        const middle = await width();
        assert.ok(middle > 40 && middle < 350, `${middle} px of progress`);
        await go(page, '#exercises');
        assert.ok(await width() > 388, 'all is read where the exercises begin');
    });

    test('the contents show the section that is read, and all of them when asked', async t => {
        const page = await telephone(t, CHAPTER);
        await go(page, SECTION);
        await press(page, '#mdbook-sidebar-toggle');
        const seen = page.locator('.on-this-page li:visible');
        assert.equal(await seen.count(), 1);
        assert.equal(await seen.locator('a').getAttribute('href'), SECTION);
        const last = page.locator('.chapter a[href$="transformer.html"]');
        assert.ok((await last.boundingBox()).y < SCREEN.height - 40, 'the last chapter is in sight without scrolling');
        await press(page, '.all-sections');
        assert.ok(await seen.count() > 8);
        assert.equal(await page.locator('.on-this-page ol ol li:visible').count(), 0, 'exercises are folded until they are reached');
        await page.reload({ waitUntil: 'networkidle' });
        await press(page, '#mdbook-sidebar-toggle');
        assert.ok(await seen.count() > 8, 'the choice is kept');
    });

    test('the next chapter is one tap away before the exercises', async t => {
        const page = await telephone(t, CHAPTER);
        const links = page.locator('nav.onward a');
        assert.deepEqual(await links.evaluateAll(all => all.map(link => link.getAttribute('href'))), ['#exercises', 'loss.html']);
        const heading = await page.locator('#exercises').boundingBox();
        assert.ok((await links.last().boundingBox()).y < heading.y);
        await links.last().click();
        await page.waitForURL(/loss\.html$/);
    });

    test('from Welcome one tap leads to the first chapter', async t => {
        const page = await telephone(t, 'welcome.html');
        const start = page.locator('.start a');
        assert.ok((await start.boundingBox()).y < 2 * SCREEN.height);
        const figure = await page.locator('figure.figure').first().boundingBox();
        assert.ok(figure.y + figure.height < SCREEN.height, 'the picture is on the first screen');
        assert.match(await page.locator('a[rel="next"]').getAttribute('href'), /begin\.html$/);
        await start.click();
        await page.waitForURL(/neurons\.html$/);
        const first = await page.locator('figure.figure').first().boundingBox();
        assert.ok(first.y < SCREEN.height / 2, 'a chapter begins with its picture');
    });

    /** Moves the page a little, as every reader does: then numbers can be asked. */
    async function touched(page) {
        await page.mouse.wheel(0, 30);
        await page.locator('.number[role="button"]').first().waitFor({ state: 'attached' });
    }

    test('a number answers the first touch of the page too', async t => {
        const page = await telephone(t, CHAPTER);
        const number = page.locator('main > p .number').first();
        await number.evaluate(number => number.scrollIntoView({ block: 'center' }));
        await number.tap();
        await page.locator('#number-box').waitFor({ state: 'visible' });
    });

    for (const way of ['tap', 'key']) {
        test(`a number says where it is from: ${way}`, async t => {
            const page = await telephone(t, CHAPTER);
            await touched(page);
            const number = page.locator('main > p .number[role="button"]').first();
            const name = await number.getAttribute('data-from');
            await number.scrollIntoViewIfNeeded();
            const box = page.locator('#number-box');
            assert.equal(await box.isVisible(), false);
            if (way === 'tap') {
                await number.tap();
            } else {
                await number.focus();
                await page.keyboard.press('Enter');
            }
            const [chapter, what] = name.split(': ');
            const said = await box.innerText();
            for (const part of [what, `cargo run -p ${chapter} -- --numbers`, `cargo test -p ${chapter}`]) {
                assert.ok(said.includes(part), `"${said}" names ${part}`);
            }
            assert.equal(await number.getAttribute('aria-expanded'), 'true');
            const place = await box.boundingBox();
            assert.ok(place.x >= 0 && place.x + place.width <= SCREEN.width && place.y >= 0 && place.y + place.height <= SCREEN.height);
            await page.keyboard.press('Escape');
            assert.equal(await box.isVisible(), false);
            assert.equal(await number.getAttribute('aria-expanded'), 'false');
        });
    }

    test('a measured range says what it was measured with', async t => {
        const page = await telephone(t, CHAPTER);
        await page.evaluate(() => document.querySelectorAll('main details').forEach(fold => { fold.open = true; }));
        await touched(page);
        const range = page.locator('.number[data-from^="cargo bench"]').first();
        await range.tap();
        assert.match(await page.locator('#number-box').innerText(), /^Measured with cargo bench -p neurons\b.*: layer-speed.*Checked with cargo run -- measure neurons --check$/s);
    });

    test('a listing shows its idea, and the whole of it on a tap', async t => {
        const page = await telephone(t, CHAPTER);
        const listing = page.locator('main > .listing[data-idea]').first();
        const lines = () => listing.locator('.row').evaluateAll(all => all.filter(row => row.checkVisibility({ contentVisibilityAuto: true })).map(row => row.textContent));
        const idea = await lines();
        assert.ok(idea.length <= 14 && !idea.some(line => line.trim().startsWith('/// #')), idea.join(''));
        await listing.locator('.copy').click();
        await listing.locator('.copy').filter({ hasText: 'Copied' }).waitFor();
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), idea.join(''), 'what is seen is copied');
        const button = listing.locator('.whole-item');
        const all = await listing.locator('.row').count();
        assert.equal(await button.innerText(), `Whole item, ${all - idea.length} more line${all - idea.length === 1 ? '' : 's'}`);
        const first = await listing.locator('code > .row').first().elementHandle();
        const y = element => element.evaluate(element => element.getBoundingClientRect().top);
        const [row, foot] = [await y(first), await y(button)];
        await button.evaluate(button => button.click());
        assert.equal((await lines()).length, all);
        assert.equal(await button.getAttribute('aria-expanded'), 'true');
        assert.ok(Math.abs(await y(first) - row) < 3, 'the idea stays where it was');
        assert.ok(await y(button) > foot - 3);
        const below = await y(button);
        await button.evaluate(button => button.click());
        assert.deepEqual(await lines(), idea);
        assert.ok(Math.abs(await y(button) - below) < 3, 'the button stays where it was');
    });

    test('the browser finds what a listing hides, and paper has it', async t => {
        const page = await telephone(t, CHAPTER);
        const hidden = page.locator('main > .listing .rest[hidden]').first();
        const words = (await hidden.textContent()).trim().split('\n').at(-1).replace(/^\W+/, '').slice(0, 30);
        await page.emulateMedia({ media: 'print' });
        assert.ok((await hidden.boundingBox()).height > 10, 'on paper it is seen');
        await page.emulateMedia({ media: 'screen' });
        assert.ok((await hidden.boundingBox()).height < 2);
        await page.goto(`${site.url}${CHAPTER}?found#:~:text=${encodeURIComponent(words)}`, { waitUntil: 'networkidle' });
        await page.waitForFunction(() => document.querySelector('main > .listing.whole') !== null);
    });

    test('a second tap closes the box of a number, and there is one box at a time', async t => {
        const page = await telephone(t, CHAPTER);
        await touched(page);
        const numbers = page.locator('main > p .number[role="button"]');
        const box = page.locator('#number-box');
        await numbers.first().tap();
        assert.ok(await box.isVisible());
        await numbers.first().tap();
        assert.equal(await box.isVisible(), false);
        await numbers.nth(0).focus();
        await page.keyboard.press('Enter');
        await numbers.nth(1).focus();
        await page.keyboard.press('Enter');
        assert.deepEqual(await numbers.evaluateAll(all => all.slice(0, 2).map(number => number.getAttribute('aria-expanded'))), ['false', 'true']);
        assert.match(await page.locator('#heard').textContent(), /^(?:Computed|Measured)|^$/);
    });

    test('all code opens everything, and is remembered', async t => {
        const page = await telephone(t, CHAPTER);
        const hidden = () => page.evaluate(() => [
            document.querySelectorAll('.rest[hidden]').length,
            [...document.querySelectorAll('main details:not([open])')].filter(fold => fold.querySelector('.listing')).length,
        ]);
        const before = await hidden();
        assert.ok(before.every(count => count > 0), `${before}`);
        await go(page, SECTION);
        const place = () => page.locator(SECTION).evaluate(heading => heading.getBoundingClientRect().top);
        const top = await place();
        await press(page, '#all-code');
        assert.deepEqual(await hidden(), [0, 0]);
        assert.ok(Math.abs(await place() - top) < 3, 'what is read stays where it is');
        await page.goto(site.url + 'loss.html', { waitUntil: 'networkidle' });
        assert.deepEqual(await hidden(), [0, 0], 'on the next page too');
        await page.goto(site.url + CHAPTER, { waitUntil: 'networkidle' });
        await press(page, '#all-code');
        assert.deepEqual(await hidden(), before);
    });

    test('back returns to the place', async t => {
        const page = await telephone(t, CHAPTER);
        await go(page, SECTION);
        const y = await page.evaluate(() => scrollY);
        await page.goto(site.url + 'glossary.html', { waitUntil: 'networkidle' });
        await page.goBack({ waitUntil: 'networkidle' });
        await page.waitForFunction(y => Math.abs(scrollY - y) < 60, y);
    });
});
