// What becomes of formulas and panels in a reader's hands: copied, touched, reached with the keyboard.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { launch, listen, none, pages, serve } from './book.js';
import { sideways } from './look.js';

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

const list = await pages();
const site = await serve();
const browser = await launch();
after(async () => {
    await browser.close();
    await site.close();
});

async function read(t, name, options = {}) {
    const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce', ...options });
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.heard = listen(page, site.url);
    await page.goto(site.url + name, { waitUntil: 'networkidle' });
    // Every reader moves the page before anything is copied, and that brings what copies.
    options.javaScriptEnabled === false || await page.evaluate(() => new Promise(done => {
        const look = new MutationObserver(() => {
            const script = document.querySelector('script[src*="theme/reading"]');
            if (script) {
                look.disconnect();
                script.addEventListener('load', () => setTimeout(done));
            }
        });
        look.observe(document.head, { childList: true });
        document.dispatchEvent(new Event('scroll'));
    }));
    return page;
}

/** What `choose` selects on the page, copied as a reader copies it. */
async function copied(page, choose, given) {
    const text = await page.evaluate(choose, given);
    await page.keyboard.press('Control+c');
    const clipboard = await page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        return { plain: await (await item.getType('text/plain')).text(), html: await (await item.getType('text/html')).text() };
    });
    return { text, ...clipboard };
}
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };
const flat = text => text.replace(/\s+/g, ' ').trim();

test('a copied paragraph has each formula once and on its line', async t => {
    const page = await read(t, 'neurons.html', CLIPBOARD);
    const count = await page.locator('main p:has(.katex)').count();
    assert.ok(count > 5);
    for (let nth = 0; nth < count; nth++) {
        const { text, plain, html } = await copied(page, nth => {
            const paragraph = [...document.querySelectorAll('main p')].filter(p => p.querySelector('.katex'))[nth];
            for (let fold = paragraph.closest('details'); fold; fold = fold.parentElement.closest('details')) {
                fold.open = true;
            }
            getSelection().selectAllChildren(paragraph);
            const text = paragraph.cloneNode(true);
            for (const formula of text.querySelectorAll('.katex')) {
                formula.replaceWith(formula.dataset.text);
            }
            return text.textContent;
        }, nth);
        assert.equal(flat(plain), flat(text));
        assert.ok(!/\n/.test(plain), plain);
        assert.doesNotMatch(html, /katex|<math/);
        const shown = await page.evaluate(html => new DOMParser().parseFromString(html, 'text/html').body.textContent, html);
        assert.equal(flat(shown), flat(text));
    }
    none(page.heard.faults);
});

test('part of a formula is copied as the whole, and a formula between paragraphs as a line', async t => {
    const page = await read(t, 'neurons.html', CLIPBOARD);
    const part = await copied(page, () => {
        const formula = document.querySelector('.formula .katex');
        const letters = document.createTreeWalker(formula.querySelector('.katex-html'), NodeFilter.SHOW_TEXT);
        letters.nextNode();
        const range = document.createRange();
        range.setStart(letters.currentNode, 0);
        for (let i = 0; i < 4; i++) {
            letters.nextNode();
        }
        range.setEnd(letters.currentNode, 1);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        return formula.dataset.text;
    });
    assert.equal(part.plain, part.text);
    const around = await copied(page, () => {
        const formula = document.querySelector('.formula');
        const range = document.createRange();
        const { firstChild } = formula.previousElementSibling;
        range.setStart(firstChild, 2);
        range.setEndAfter(formula.nextElementSibling);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        return formula.querySelector('.katex').dataset.text;
    });
    assert.equal(around.plain.split('\n').filter(line => line === around.text).length, 1, around.plain);
});

test('a whole page, a table and code are copied as they stand', async t => {
    const page = await read(t, 'notation.html', CLIPBOARD);
    const row = await copied(page, () => {
        const rows = [...document.querySelectorAll('main tr')].filter(row => row.querySelector('.katex'));
        const range = document.createRange();
        range.setStart(rows[0], 0);
        range.setEnd(rows[1], rows[1].childNodes.length);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        return rows.slice(0, 2).length;
    });
    assert.equal(row.plain.split('\n').length, 2, row.plain);
    assert.match(row.plain, /\t/);
    await page.evaluate(() => getSelection().removeAllRanges());
    await page.keyboard.press('Control+a');
    const all = await copied(page, () => [...document.querySelectorAll('main .katex')].map(formula => formula.dataset.text).join(' '));
    for (const formula of all.text.split(' ')) {
        assert.ok(all.plain.includes(formula), formula);
    }
    assert.doesNotMatch(all.plain, /^([a-z])\n\1$/m);
    assert.doesNotMatch(all.html, /katex|<script/);
    const [, link] = /href="([^"]+)"/.exec(all.html);
    assert.match(link, /^http/, 'links lead somewhere from where they are pasted');
    assert.equal(await page.locator('.copied').count(), 0);

    await page.goto(`${site.url}neurons.html`, { waitUntil: 'networkidle' });
    const code = await copied(page, () => {
        document.querySelectorAll('.whole-item').forEach(button => button.click());
        const code = document.querySelector('main pre code');
        getSelection().selectAllChildren(code);
        return code.textContent;
    });
    assert.equal(code.plain.trim(), code.text.trim());
});

test('a finger finds each formula where it is drawn', async t => {
    const mobile = { viewport: NARROW, hasTouch: true, isMobile: true };
    for (const name of ['notation.html', 'loss.html']) {
        const page = await read(t, name, mobile);
        none(await page.evaluate(() => {
            const faults = [];
            for (const fold of document.querySelectorAll('main details')) {
                fold.open = true;
            }
            for (const formula of document.querySelectorAll('main .katex')) {
                formula.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
                // What is drawn; a formula in a line of its own is as wide as the line.
                const drawn = [...formula.querySelectorAll('.base')].map(base => base.getBoundingClientRect());
                const [left, right] = [Math.min(...drawn.map(box => box.left)), Math.max(...drawn.map(box => box.right))];
                const { top, bottom } = formula.getBoundingClientRect();
                const heard = formula.querySelector('.katex-mathml').getBoundingClientRect();
                if (heard.left > left + 1 || heard.top > top + 1 || heard.bottom < bottom - 1 || heard.right < Math.min(right, formula.getBoundingClientRect().right) - 1) {
                    faults.push(`${formula.dataset.text} is drawn at ${left} to ${right} and heard at ${heard.left} to ${heard.right}`);
                }
                const x = Math.min(Math.max(left + 3, 3), innerWidth - 3);
                const under = document.elementFromPoint(x, (top + bottom) / 2);
                if (!under?.closest('.katex-mathml') || under.closest('.katex') !== formula) {
                    faults.push(`${formula.dataset.text}: a finger finds ${under?.outerHTML.slice(0, 60)}`);
                }
            }
            return faults.slice(0, 10);
        }));
        none(await page.evaluate(sideways));
        await page.context().close();
    }
});

test('a mouse chooses what is drawn', async t => {
    const page = await read(t, 'neurons.html');
    assert.ok(await page.evaluate(() => {
        const formula = document.querySelector('main .formula .katex');
        formula.scrollIntoView({ block: 'center' });
        const { left, top, bottom } = formula.querySelector('.base').getBoundingClientRect();
        return Boolean(document.elementFromPoint(left + 4, (top + bottom) / 2).closest('.katex-html'));
    }));
});

test('contents opened with the keyboard are where the next Tab goes', async t => {
    for (const viewport of [WIDE, NARROW]) {
        const page = await read(t, list.at(-1), { viewport });
        const toggle = page.locator('#mdbook-sidebar-toggle');
        const inside = () => page.evaluate(() => document.getElementById('mdbook-sidebar').contains(document.activeElement));
        const on_button = () => toggle.evaluate(toggle => toggle === document.activeElement);
        await toggle.focus();
        if (viewport === WIDE) {
            await page.keyboard.press('Enter');
        }
        await page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
        if (viewport === WIDE) {
            assert.ok(await inside(), 'Tab goes into the contents');
            await page.keyboard.press('Shift+Tab');
            assert.ok(await on_button(), 'and back');
            await page.keyboard.press('Tab');
            assert.ok(await inside());
            await page.keyboard.press('Tab');
            assert.ok(await inside());
        }
        await page.keyboard.press('Escape');
        assert.ok(await on_button(), 'Escape gives the focus back');
        // Nobody is held there.
        if (viewport === WIDE) {
            const seen = new Set();
            for (let i = 0; i < 60; i++) {
                await page.keyboard.press('Tab');
                seen.add(await page.evaluate(() => document.activeElement.closest('main, nav, header')?.localName ?? 'body'));
            }
            assert.ok(seen.has('main'), [...seen].join());
        } else {
            await page.keyboard.press('Enter');
            assert.ok(await inside(), 'the focus is in the contents at once');
            await page.evaluate(() => document.querySelector('.sidebar-title').focus());
            await page.keyboard.press('Shift+Tab');
            assert.ok(await on_button());
            await page.keyboard.press('Tab');
            assert.ok(await inside());
        }
        none(page.heard.faults);
    }
});

test('contents that slide in over the text take the focus', async t => {
    const page = await read(t, 'loss.html', { viewport: NARROW, reducedMotion: 'no-preference' });
    const toggle = page.locator('#mdbook-sidebar-toggle');
    await page.waitForFunction(() => document.documentElement.classList.contains('ready'));
    for (let turn = 0; turn < 2; turn++) {
        await toggle.focus();
        await page.keyboard.press('Enter');
        assert.ok(await page.evaluate(() => document.activeElement.matches('#mdbook-sidebar a')), 'the focus is in the contents');
        await page.keyboard.press('Escape');
        assert.ok(await toggle.evaluate(toggle => toggle === document.activeElement), 'Escape gives it back');
        await page.waitForFunction(() => getComputedStyle(document.getElementById('mdbook-sidebar')).visibility === 'hidden');
    }
    none(page.heard.faults);
});

test('colours opened with the keyboard are where the next Tab goes', async t => {
    const page = await read(t, 'loss.html');
    const toggle = page.locator('#mdbook-theme-toggle');
    const inside = () => page.evaluate(() => document.getElementById('mdbook-theme-list').contains(document.activeElement));
    const on_button = () => toggle.evaluate(toggle => toggle === document.activeElement);
    await toggle.focus();
    await page.keyboard.press('Enter');
    assert.ok(await inside());
    await page.keyboard.press('Shift+Tab');
    assert.ok(await on_button());
    await page.keyboard.press('Tab');
    assert.ok(await inside());
    await page.keyboard.press('Escape');
    assert.ok(await on_button());
    await page.keyboard.press('?');
    assert.ok(await page.evaluate(() => document.querySelector('dialog').contains(document.activeElement)));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    assert.ok(await on_button(), 'the help of keys gives the focus back');
    assert.match(page.url(), /loss\.html$/);
});

test('arrow keys do not turn the page from inside something', async t => {
    const page = await read(t, 'neurons.html');
    await page.evaluate(() => {
        document.querySelector('main').insertAdjacentHTML('beforeend', `<div id="tried"><input><textarea></textarea><select><option>a</select>
            <p contenteditable id="edited">a</p><label><input type="radio" name="r">a</label></div>`);
    });
    let turned = 0;
    page.on('framenavigated', () => { turned += 1; });
    const stays = async what => {
        for (const key of ['ArrowRight', 'ArrowLeft']) {
            await page.keyboard.press(key);
        }
        await page.waitForTimeout(100);
        assert.equal(turned, 0, `the page was turned from ${what}`);
    };
    for (const selector of ['#tried > input', '#tried textarea', '#tried select', '#edited', '#tried [type="radio"]', 'main summary', '.quiz summary', '.formula', '.output pre']) {
        const at = page.locator(selector).first();
        await at.evaluate(at => { at.tabIndex = Math.max(0, at.tabIndex); at.focus(); });
        assert.ok(await at.evaluate(at => at === document.activeElement), selector);
        await stays(selector);
    }
    await page.evaluate(() => document.activeElement.blur());
    for (const key of ['Shift+ArrowRight', 'Control+ArrowRight', 'Alt+ArrowUp', 'Meta+ArrowRight']) {
        await page.keyboard.press(key);
        await page.waitForTimeout(50);
        assert.equal(turned, 0, key);
    }
    await page.evaluate(() => getSelection().selectAllChildren(document.querySelector('main p')));
    await stays('a chosen part of the text');
    await page.evaluate(() => getSelection().removeAllRanges());
    await page.keyboard.press('/');
    await stays('the search');
    await page.evaluate(() => document.activeElement.blur());
    await stays('beside an open search');
    none(page.heard.faults);
});
