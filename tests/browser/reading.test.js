// What a reader does: keys, search, colours, copying, paper, questions, no JavaScript.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';

import { BOOK, launch, listen, none, open, pages, serve } from './book.js';
import { figures, formulas, sideways } from './look.js';

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };
const PAPER = { width: 718, height: 1047 }; // A4 less margins of 10 mm, in px

const list = await pages();
const chapter = await richest();
const site = await serve();
const browser = await launch();
after(async () => {
    await browser.close();
    await site.close();
});

/** The page with the most kinds of things on it. */
async function richest() {
    const kinds = ['class="listing"', 'class="output"', 'class="figure', 'class="katex', 'language-sh'];
    let best = { name: undefined, score: 0 };
    for (const name of list) {
        const text = await readFile(path.join(BOOK, name), 'utf8');
        const score = kinds.filter(kind => text.includes(kind)).length;
        if (score > best.score) {
            best = { name, score };
        }
    }
    assert.ok(best.name, 'some page has a listing, an output, a figure or a formula');
    return best.name;
}

/** Opens the chapter in a browser of its own, as `options` say. */
async function read(t, options = {}, name = chapter) {
    const context = await browser.newContext({ viewport: WIDE, colorScheme: 'light', ...options });
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.heard = listen(page, site.url);
    await open(page, site.url + name);
    return page;
}

const nameOf = page => new URL(page.url()).pathname.split('/').pop();

/** Waits long enough for a turn of the page to happen, if it does. */
const settle = page => page.waitForTimeout(250);

test('arrow keys turn the page', async t => {
    const page = await read(t);
    const previous = list[list.indexOf(chapter) - 1];
    const next = list[list.indexOf(chapter) + 1];
    assert.ok(previous || next, 'the chapter has a neighbour');
    for (const [to, forth, back] of [[previous, 'ArrowLeft', 'ArrowRight'], [next, 'ArrowRight', 'ArrowLeft']]) {
        if (to) {
            await page.keyboard.press(forth);
            await page.waitForURL(site.url + to);
            await page.keyboard.press(back);
            await page.waitForURL(site.url + chapter);
        }
    }
});

for (const [kind, selector] of [
    ['a listing', '.listing pre'],
    ['commands', 'pre:has(code.language-sh)'],
    ['an output', '.output pre'],
    ['a figure', '.figure-box'],
    ['a formula', '.formula'],
    ['a table', '.table-wrapper'],
]) {
    test(`arrow keys scroll ${kind} and do not turn the page`, async t => {
        const page = await read(t, { viewport: NARROW });
        const boxes = page.locator(`main :is(${selector})`);
        if (await boxes.count() === 0) {
            t.skip(`${chapter} has none`);
            return;
        }
        // The widest; where it does not scroll, it is given the focus all the same.
        const { index, scrolls } = await boxes.evaluateAll(boxes => {
            const spare = boxes.map(box => box.scrollWidth - box.clientWidth);
            const index = spare.indexOf(Math.max(...spare));
            return { index, scrolls: spare[index] > 8 };
        });
        const box = boxes.nth(index);
        if (scrolls) {
            assert.equal(await box.evaluate(box => box.tabIndex), 0, 'a box that scrolls can be reached with the keyboard');
        } else {
            await box.evaluate(box => { box.tabIndex = 0; });
        }
        await box.focus();
        await page.keyboard.press('ArrowRight');
        await settle(page);
        assert.equal(nameOf(page), chapter, 'ArrowRight stays on the page');
        if (scrolls) {
            assert.ok(await box.evaluate(box => box.scrollLeft) > 0, 'ArrowRight scrolls the box');
        }
        await page.keyboard.press('ArrowLeft');
        await settle(page);
        assert.equal(nameOf(page), chapter, 'ArrowLeft stays on the page');
    });
}

test('search finds, and Escape closes it', async t => {
    const page = await read(t);
    await page.evaluate(() => scrollTo(0, 600));
    await page.keyboard.press('/');
    const field = page.getByRole('searchbox');
    await field.waitFor();
    await page.waitForFunction(() => document.activeElement?.matches('input[type="search"]'));
    await page.keyboard.type('neuron');
    const results = page.locator('#mdbook-searchresults a');
    await results.first().waitFor();
    assert.equal(await field.inputValue(), 'neuron', 'all that was typed is in the field');
    assert.match(await page.locator('#mdbook-searchresults').innerText(), /neuron/i);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await settle(page);
    assert.equal(nameOf(page), chapter, 'arrow keys in the field do not turn the page');
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'hidden' });
    assert.notEqual(await page.evaluate(() => document.activeElement?.localName), 'input', 'the focus has left the field');
    none(page.heard.faults);

    await page.keyboard.press('/');
    await field.waitFor();
    await field.fill('neuron');
    await results.first().waitFor();
    await results.first().click();
    await page.waitForURL(/highlight=neuron/);
    await page.locator('main mark').first().waitFor();
    none(page.heard.faults);
});

test('the reader chooses light or dark, and the choice is kept', async t => {
    const page = await read(t);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const toggle = page.getByRole('button', { name: 'Light or dark' });
    const choose = async name => {
        await toggle.click();
        await page.getByRole('menuitemradio', { name }).click();
        await page.keyboard.press('Escape');
    };
    const light = await ground();
    await choose('Dark');
    const dark = await ground();
    assert.notEqual(dark, light, 'dark is not light');
    await page.reload();
    assert.equal(await ground(), dark, 'dark is kept over a reload');
    await choose('Light');
    assert.equal(await ground(), light);
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await ground(), light, 'the choice goes before the system');
    await choose('Auto');
    assert.equal(await ground(), dark, 'without a choice the system decides');
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await ground(), light, 'and may change its mind');

    await toggle.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    assert.ok(await toggle.evaluate(toggle => toggle === document.activeElement), 'Escape gives the focus back');
    none(page.heard.faults);
});

test('a copied listing is the code, a copied command has no prompt', async t => {
    const page = await read(t, { permissions: ['clipboard-read', 'clipboard-write'] });
    // The code as it stands in the file that was built.
    const written = await page.evaluate(async () => {
        const text = await (await fetch(location.href)).text();
        const page = new DOMParser().parseFromString(text, 'text/html');
        return [...page.querySelectorAll('main pre > code')].map(code => code.textContent);
    });
    await page.locator('#all-code').click();
    const blocks = page.locator('main pre:has(> code)');
    assert.equal(await blocks.count(), written.length);
    assert.ok(written.length > 0, 'the chapter has code');
    let commands = 0;
    for (let i = 0; i < written.length; i++) {
        const button = page.locator('main .code-block').nth(i).locator('.copy');
        await button.click();
        await button.filter({ hasText: 'Copied' }).waitFor();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        assert.equal(copied.trimEnd(), written[i].trimEnd());
        if (await blocks.nth(i).locator('code.language-sh').count() > 0) {
            commands += 1;
            assert.doesNotMatch(copied, /^\s*[$>]\s/m, 'no prompt');
        }
    }
    t.diagnostic(`${written.length} blocks copied, ${commands} of commands`);
    none(page.heard.faults);
});

test('the contents open and close with the keyboard', async t => {
    const inside = sidebar => {
        const { left, right } = sidebar.getBoundingClientRect();
        return right > left && left >= 0 && right > 20 && sidebar.checkVisibility({ visibilityProperty: true });
    };
    for (const viewport of [WIDE, NARROW]) {
        const page = await read(t, { viewport, reducedMotion: 'reduce' });
        const sidebar = page.locator('#mdbook-sidebar');
        const toggle = page.locator('#mdbook-sidebar-toggle');
        const shown = () => sidebar.evaluate(inside);
        const before = viewport === WIDE;
        assert.equal(await shown(), before);
        await toggle.focus();
        await page.keyboard.press('Enter');
        await settle(page);
        assert.equal(await shown(), !before, `Enter ${before ? 'closes' : 'opens'} the contents`);
        assert.equal(await toggle.getAttribute('aria-expanded'), String(!before));
        if (before) {
            await page.reload();
            await settle(page);
            assert.equal(await shown(), false, 'closed contents stay closed over a reload');
            await toggle.focus();
            await page.keyboard.press('Space');
        } else {
            assert.ok(await sidebar.evaluate(sidebar => sidebar.contains(document.activeElement)), 'the focus goes into the contents');
            await page.keyboard.press('Escape');
            assert.ok(await toggle.evaluate(toggle => toggle === document.activeElement), 'the focus comes back');
        }
        await settle(page);
        assert.equal(await shown(), before);

        // What is closed is out of the way of the keyboard too: the contents come before the button.
        if (before) {
            await page.keyboard.press('Enter');
            await settle(page);
        }
        await toggle.focus();
        for (let i = 0; i < 5; i++) {
            await page.keyboard.press('Shift+Tab');
            assert.ok(!await sidebar.evaluate(sidebar => sidebar.contains(document.activeElement)), 'Tab does not enter closed contents');
        }
        const current = sidebar.locator('a[aria-current="page"]');
        assert.ok((await current.getAttribute('href')).endsWith(chapter), 'the contents say where we are');
        none(page.heard.faults);
    }
});

test('the first Tab offers to skip to the text', async t => {
    for (const viewport of [WIDE, NARROW]) {
        const page = await read(t, { viewport });
        await page.keyboard.press('Tab');
        const link = await page.evaluate(() => {
            const { left, top, right, bottom } = document.activeElement.getBoundingClientRect();
            return {
                href: document.activeElement.getAttribute('href'),
                seen: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && right - left > 40 && bottom - top > 16,
            };
        });
        assert.match(link.href ?? '', /^#/, 'the first stop is a link within the page');
        assert.ok(link.seen, 'it is seen');
        await page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
        assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), 'the next Tab is in the text');
    }
});

test('the keyboard focus is seen wherever it goes', async t => {
    for (const colorScheme of ['light', 'dark']) {
        const page = await read(t, { colorScheme, reducedMotion: 'reduce' });
        const faults = [];
        let stops = 0;
        for (; stops < 80; stops++) {
            await page.keyboard.press('Tab');
            const seen = await page.evaluate(() => {
                const at = document.activeElement;
                if (!at || at === document.body) {
                    return null;
                }
                const look = () => {
                    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, textDecorationLine } = getComputedStyle(at);
                    const outline = outlineStyle === 'none' || parseFloat(outlineWidth) < 1 || /, 0\)$|transparent/.test(outlineColor) ? 'none' : outlineColor + outlineWidth;
                    return [outline, boxShadow, borderColor, backgroundColor, textDecorationLine].join(' | ');
                };
                const focused = look();
                const { left, right, top, bottom } = at.getBoundingClientRect();
                const inView = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
                const points = [[0.1, 0.5], [0.5, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]].map(([x, y]) => [
                    Math.min(Math.max(left + x * (right - left), 1), innerWidth - 1),
                    Math.min(Math.max(top + y * (bottom - top), 1), innerHeight - 1),
                ]);
                const uncovered = [...at.getClientRects()].some(rect => at.contains(document.elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height / 2)))
                    || points.some(([x, y]) => at.contains(document.elementFromPoint(x, y)));
                at.blur();
                const plain = look();
                at.focus({ preventScroll: true, focusVisible: true });
                return { html: at.outerHTML.slice(0, 90), marked: focused !== plain, inView, uncovered };
            });
            if (!seen) {
                break;
            }
            if (!seen.marked) {
                faults.push(`looks the same with the focus: ${seen.html}`);
            }
            if (!seen.inView) {
                faults.push(`has the focus out of view: ${seen.html}`);
            } else if (!seen.uncovered) {
                faults.push(`has the focus under something else: ${seen.html}`);
            }
        }
        assert.ok(stops > 10, `the keyboard reaches ${stops} things`);
        none(faults);
    }
});

test('without JavaScript everything is there to read', async t => {
    for (const viewport of [WIDE, NARROW]) {
        for (const colorScheme of ['light', 'dark']) {
            const page = await read(t, { javaScriptEnabled: false, viewport, colorScheme });
            const faults = await page.evaluate(sideways);
            faults.push(...await page.evaluate(formulas));
            const seen = await page.evaluate(figures, { smallest: 8.5 });
            faults.push(...seen.faults);
            faults.push(...await page.evaluate(() => {
                const faults = [];
                for (const selector of ['h1', 'p', 'pre', 'figure', '.katex-html', 'table', 'blockquote', 'nav[aria-label="Contents"] a', 'a[rel="prev"], a[rel="next"]']) {
                    for (const element of document.querySelectorAll(`main ${selector}, nav ${selector}, ${selector}`)) {
                        const { width, height } = element.getBoundingClientRect();
                        const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
                        if (!element.closest('.katex-mathml, dialog, [hidden], .hidden') && (!shown || width === 0 || height === 0)) {
                            faults.push(`not visible: <${element.localName}> ${element.textContent.trim().slice(0, 60)}`);
                        }
                    }
                }
                for (const code of document.querySelectorAll('main pre')) {
                    if (code.innerText.trim() === '') {
                        faults.push('an empty block of code');
                    }
                }
                // Contents that cover the text cannot be put away without JavaScript.
                const [side, text] = ['nav[aria-label="Contents"]', 'main'].map(selector => document.querySelector(selector).getBoundingClientRect());
                if (Math.min(side.right, text.right) - Math.max(side.left, text.left) > 1 && Math.min(side.bottom, text.bottom) - Math.max(side.top, text.top) > 1) {
                    faults.push('the contents cover the text');
                }
                return faults;
            }));
            faults.push(...page.heard.faults);
            none([...new Set(faults)].map(fault => `${viewport.width} px, ${colorScheme}: ${fault}`));
        }
    }
});

test('on paper: paper colours, no menus, nothing cut off', async t => {
    const page = await read(t, { colorScheme: 'light', viewport: PAPER });
    const light = (await page.evaluate(figures, { smallest: 1 })).colours;
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const printed = await page.evaluate(figures, { smallest: 1 });
    const faults = [...printed.faults];
    for (const [figure, texts] of Object.entries(light)) {
        texts.forEach(([text, fill], i) => {
            const ink = printed.colours[figure]?.[i]?.[1];
            if (ink !== fill) {
                faults.push(`${figure}: "${text}" is ${ink} on paper and ${fill} on a light screen`);
            }
        });
    }
    faults.push(...await page.evaluate(() => {
        const faults = [];
        for (const selector of ['#mdbook-sidebar', '#mdbook-menu-bar', 'button', 'nav', '#mdbook-search-wrapper', '.skip-link']) {
            for (const element of document.querySelectorAll(selector)) {
                const { width, height, bottom } = element.getBoundingClientRect();
                if (element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && width > 0 && height > 0 && bottom > 0) {
                    faults.push(`is printed: ${element.outerHTML.slice(0, 80)}`);
                }
            }
        }
        const dark = element => (getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
        for (const element of [document.documentElement, document.body, document.querySelector('main'), ...document.querySelectorAll('main pre')]) {
            const [r, g, b, a = 1] = dark(element);
            if (a > 0 && r + g + b < 600) {
                faults.push(`is printed on a dark ground: <${element.localName}> ${getComputedStyle(element).backgroundColor}`);
            }
        }
        for (const element of document.querySelectorAll('main pre, main .figure-box, main .formula, main .table-wrapper')) {
            if (element.scrollWidth > element.clientWidth + 1) {
                faults.push(`is cut off on paper, ${element.scrollWidth} of ${element.clientWidth} px: ${element.textContent.trim().slice(0, 60)}`);
            }
        }
        return faults;
    }));
    none(faults);
});

test('nothing moves for a reader who wants no motion', async t => {
    const page = await read(t, { reducedMotion: 'reduce' });
    const moving = () => page.evaluate(() => {
        const seconds = text => Math.max(...text.split(',').map(part => parseFloat(part) * (part.trim().endsWith('ms') ? 0.001 : 1)));
        const faults = new Set();
        for (const element of document.querySelectorAll('*')) {
            for (const pseudo of [null, '::before', '::after']) {
                const style = getComputedStyle(element, pseudo);
                const where = `<${element.localName} class="${element.getAttribute('class') ?? ''}">${pseudo ?? ''}`;
                if (style.transitionProperty !== 'none' && seconds(style.transitionDuration) > 0.0101) {
                    faults.add(`a transition of ${style.transitionDuration}: ${where}`);
                }
                if (style.animationName !== 'none' && seconds(style.animationDuration) > 0.0101) {
                    faults.add(`an animation of ${style.animationDuration}: ${where}`);
                }
                if (style.scrollBehavior === 'smooth') {
                    faults.add(`smooth scrolling: ${where}`);
                }
            }
        }
        for (const animation of document.getAnimations()) {
            if (animation.effect.getComputedTiming().activeDuration > 10) {
                faults.add(`something moves: ${animation.effect.target.outerHTML.slice(0, 60)}`);
            }
        }
        return [...faults].slice(0, 12);
    });
    none(await moving());
    await page.locator('#mdbook-sidebar-toggle').click();
    none(await moving());
    await page.getByRole('button', { name: 'Light or dark' }).click();
    none(await moving());
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    none(await moving());
});

test('the page that is not there says so, and leads back', async t => {
    const page = await read(t);
    const faults = [];
    page.on('response', response => response.status() >= 400 && faults.push(response.url()));
    const missing = `${site.origin}${site.base}no/such/page.html`;
    await page.goto(missing, { waitUntil: 'networkidle' });
    assert.deepEqual(faults, [missing], 'only the page itself is missing');
    assert.match(await page.locator('main').innerText(), /not found|404/i);
    none(await page.evaluate(sideways));
    await page.getByRole('navigation', { name: 'Contents' }).getByRole('link').first().click();
    await page.locator('h1').first().waitFor();
    assert.doesNotMatch(page.url(), /no\/such/);
});

const QUIZ = '#quiz-negative-bias';

/** Opens a chapter with everything folded, as a reader finds it. */
async function folded(t, options = {}) {
    const page = await read(t, options, 'neurons.html');
    await page.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = false; }));
    return page;
}

test('a question is answered with the keyboard, and heard', async t => {
    const page = await folded(t);
    const choices = page.locator(`${QUIZ} summary`);
    assert.equal(await choices.count(), 3);
    await choices.nth(0).focus();
    for (const nth of [0, 1, 2]) {
        const choice = page.locator(`${QUIZ} details`).nth(nth);
        assert.equal(await page.evaluate(() => document.activeElement.localName), 'summary');
        assert.ok(await choices.nth(nth).evaluate(summary => summary === document.activeElement), 'Tab goes from choice to choice');
        await page.keyboard.press(nth === 1 ? 'Space' : 'Enter');
        assert.equal(await choice.evaluate(details => details.open), true);
        const says = await choice.locator('p').textContent();
        assert.match(says, /^(Right|No)\. .{20}/);
        const heard = page.locator(`${QUIZ} [role="status"]`);
        await page.waitForFunction(([quiz, text]) => document.querySelector(`${quiz} [role="status"]`).textContent === text, [QUIZ, says]);
        assert.equal(await heard.textContent(), says);
        await page.keyboard.press('Tab');
    }
    assert.equal(await page.locator(`${QUIZ} .right`).count(), 1);
});

test('a question is answered, and an exercise unfolded, without JavaScript', async t => {
    for (const viewport of [WIDE, NARROW]) {
        const page = await folded(t, { javaScriptEnabled: false, viewport });
        const isSeen = locator => locator.evaluate(element => element.checkVisibility() && element.getBoundingClientRect().height > 0);
        const right = page.locator(`${QUIZ} .right`);
        assert.equal(await isSeen(right.locator('p')), false);
        await right.locator('summary').click();
        assert.equal(await isSeen(right.locator('p')), true);
        const answer = page.locator('#exercise-layer-as-product ~ details').filter({ hasText: 'pub fn layer' }).first();
        assert.equal(await isSeen(answer.locator('pre')), false);
        await answer.locator('summary').click();
        assert.equal(await isSeen(answer.locator('pre')), true);
        none(await page.evaluate(sideways));
    }
});
