// The course in the page: solved, failed in each way, remembered, carried to a file and back.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';

import axe from 'axe-core';

import { launch, listen, none, serve } from './book.js';
import { sideways } from './look.js';

const KEY = 'book-course';
const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1280, height: 900 };

const site = await serve();
const browser = await launch();

after(async () => {
    await browser.close();
    await site.close();
});

/** A reader who has not been here, or has this record. */
async function reader(t, { record, viewport = NARROW, ...options } = {}) {
    const context = await browser.newContext({ viewport, ...options });
    t.after(() => context.close());
    if (record) {
        await context.addInitScript(([key, text]) => {
            if (!localStorage.getItem(key)) {
                localStorage.setItem(key, text);
            }
        }, [KEY, record]);
    }
    return context;
}

async function visit(context, path) {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000); // several pages at once, on a busy machine
    page.heard = listen(page, site.url);
    await page.goto(site.url + path, { waitUntil: 'networkidle' });
    return page;
}

/** The place to answer an exercise. */
async function place(page, name) {
    const form = page.locator(`#exercise-${name} ~ form.answers`).first();
    await form.waitFor();
    return form;
}

const kept = page => page.evaluate(key => localStorage.getItem(key) ?? '', KEY);
const days_ago = days => {
    const day = new Date(Date.now() - days * 86_400_000);
    return `${day.getFullYear()}-${`${day.getMonth() + 1}`.padStart(2, '0')}-${`${day.getDate()}`.padStart(2, '0')}`;
};

async function answer(form, numbers) {
    const fields = form.locator('input[type="text"]');
    assert.equal(await fields.count(), numbers.length);
    for (const [nth, number] of numbers.entries()) {
        await fields.nth(nth).fill(number);
    }
    const said = form.locator('.said');
    const before = await said.allTextContents();
    await form.getByRole('button', { name: 'Check' }).click();
    await form.page().waitForFunction(([name, before]) => {
        const now = [...document.querySelectorAll(`form.answers:has(#${name}) .said`)].map(said => said.textContent);
        return now.some((text, nth) => text !== before[nth]) && now.every(Boolean);
    }, [await fields.first().getAttribute('id'), before]);
    return (await said.allTextContents()).map(text => text.trim());
}

describe('numbers by hand', () => {
    test('are read, judged by each kind, kept and remembered', async t => {
        const context = await reader(t);
        const page = await visit(context, 'neurons.html#exercise-a-neuron-by-hand');
        const form = await place(page, 'a-neuron-by-hand');
        const [bias, unread, read] = await answer(form, ['-3', 'abc', '10/6']);
        assert.match(bias, /^Not yet\. You have left out the bias/);
        assert.match(unread, /^abc is no number that I can read/);
        assert.match(read, /^Read as 10\/6 = 1\.66667\. ✓ Right\.$/);
        const [sign, wrong, near] = await answer(form, ['2', '7', '1.68']);
        assert.match(sign, /^Near: the size is right, and the sign is not/);
        assert.equal(wrong, 'Not yet.');
        assert.match(near, /^Near: less than a hundredth/);
        assert.doesNotMatch(await kept(page), /done = true/);
        assert.deepEqual(await answer(form, ['-2', '0', '5/3']).then(said => said.map(text => text.slice(-8))), Array(3).fill('✓ Right.'));
        assert.match(await form.locator('.status').textContent(), /^All of them are right\. Our answer, and why, is open below\./);
        assert.equal(await page.locator('#exercise-a-neuron-by-hand ~ details').nth(2).getAttribute('open'), '');
        assert.match(await kept(page), /\[exercise\.a-neuron-by-hand\]\ndone = true\non = "\d{4}-\d\d-\d\d"\nnumbers = \["-2", "0", "5\/3"\]/);

        const again = await visit(context, 'neurons.html#exercise-a-neuron-by-hand');
        const there = await place(again, 'a-neuron-by-hand');
        assert.equal(await there.locator('input[type="text"]').nth(2).inputValue(), '5/3');
        assert.equal(await again.locator('#exercise-a-neuron-by-hand + p .done').isVisible(), true);
        assert.match(await again.locator('#mdbook-sidebar a[href$="neurons.html"] .done').textContent(), /^1\/\d+$/);
        none([...page.heard.faults, ...again.heard.faults]);
    });

    test('hints are shown one by one, and the answer when asked for', async t => {
        const page = await visit(await reader(t), 'neurons.html#exercise-a-neuron-by-hand');
        await place(page, 'a-neuron-by-hand');
        const folds = page.locator('#exercise-a-neuron-by-hand ~ details');
        assert.deepEqual([await folds.nth(0).isVisible(), await folds.nth(1).isVisible(), await folds.nth(2).isVisible()], [true, false, true]);
        await folds.nth(0).locator('summary').click();
        await folds.nth(1).waitFor();
        assert.match(await kept(page), /hints = 1/);
        await folds.nth(2).locator('summary').click();
        await page.waitForFunction(key => /shown = true/.test(localStorage.getItem(key)), KEY);
    });
});

test('a prediction comes before its run, and is judged by it', async t => {
    const page = await visit(await reader(t), 'neurons.html#exercise-silent-neurons');
    const form = await place(page, 'silent-neurons');
    const go = form.getByRole('button', { name: 'Predict, then run' });
    await go.click();
    await form.getByText('Predict first: nothing runs before you have.').waitFor();
    assert.equal(await form.locator('.ran').isVisible(), false);
    await form.locator('input').fill('0.9');
    await go.click();
    await form.getByText('Not what you predicted.').waitFor();
    assert.match(await form.locator('pre').textContent(), /ReLU +\d\d\.\d %/);
    assert.match(await form.locator('.ran').textContent(), /You expect each hidden neuron to speak for a digit of its own/);
    assert.doesNotMatch(await kept(page), /done = true/);
    await form.locator('input').fill('some');
    await go.click();
    await form.getByRole('alert').filter({ hasText: 'some' }).waitFor();
    await form.locator('input').fill('50 %');
    await go.click();
    await form.getByText('✓ Right. Our answer, and why, is open below.').waitFor();
    assert.match(await form.locator('.ran').textContent(), /Read as 50 % = 0\.5\./);
    assert.match(await kept(page), /\[exercise\.silent-neurons\]\ndone = true[^[]*numbers = \["50 %"\]/);
    none(page.heard.faults);
});

test('a prediction that is nearly right is told what is off', async t => {
    const page = await visit(await reader(t), 'loss.html#exercise-petals-in-millimetres');
    const form = await place(page, 'petals-in-millimetres');
    await form.locator('input').fill('-95.4547');
    await form.getByRole('button', { name: 'Predict, then run' }).click();
    await form.getByText('Not what you predicted.').waitFor();
    assert.match(await form.locator('.ran').textContent(), /Near: it is of the right size, with the wrong sign\.$/);
});

test('a prediction that needs the word vectors fetches them', async t => {
    const page = await visit(await reader(t), 'attention.html#exercise-colours-without-positions');
    const form = await place(page, 'colours-without-positions');
    await form.locator('select').selectOption({ index: 3 });
    await form.getByRole('button', { name: 'Predict, then run' }).click();
    await form.getByText('Not what you predicted.').waitFor({ timeout: 60_000 });
    assert.match(await form.locator('.ran').textContent(), /without positions/);
    none(page.heard.faults);
});

test('an answer in words is kept, compared, and a draft survives a reload', async t => {
    const context = await reader(t);
    const page = await visit(context, 'neurons.html#exercise-why-not-deeper');
    const form = await place(page, 'why-not-deeper');
    await form.locator('textarea').fill('It is one layer, <b>all</b> of it.');
    await page.reload({ waitUntil: 'networkidle' });
    const back = await place(page, 'why-not-deeper');
    assert.equal(await back.locator('textarea').inputValue(), 'It is one layer, <b>all</b> of it.');
    await back.getByRole('button', { name: 'Compare with ours' }).click();
    const points = back.getByRole('checkbox');
    await points.first().waitFor();
    const count = await points.count();
    assert.ok(count >= 2);
    for (let nth = 0; nth < count - 1; nth++) {
        await points.nth(nth).check();
    }
    await back.getByText(`${count - 1} of ${count}. Add what yours does not say yet`).waitFor();
    assert.match(await kept(page), /answers = \["It is one layer, <b>all<\/b> of it\."\]/);
    assert.doesNotMatch(await kept(page), /done = true/);
    await points.nth(count - 1).check();
    await back.getByText('✓ Right.').waitFor();
    assert.match(await kept(page), /\[exercise\.why-not-deeper\]\ndone = true/);
});

test('an exercise with a file is marked as done, and opened again', async t => {
    const page = await visit(await reader(t), 'neurons.html#exercise-layer-as-product');
    const form = await place(page, 'layer-as-product');
    await form.getByRole('button', { name: 'Mark as done' }).click();
    const again = form.getByRole('button', { name: 'Not done after all' });
    await again.waitFor();
    assert.match(await kept(page), /\[exercise\.layer-as-product\]\ndone = true/);
    await again.click();
    await form.getByRole('button', { name: 'Mark as done' }).waitFor();
    assert.match(await kept(page), /\[exercise\.layer-as-product\]\ndone = false/);
});

test('a question on the way remembers what was chosen, and is not heard again', async t => {
    const context = await reader(t);
    const page = await visit(context, 'neurons.html');
    const choices = page.locator('#quiz-negative-bias summary');
    await choices.nth(1).click();
    await page.waitForFunction(key => /chosen = \[2\]/.test(localStorage.getItem(key)), KEY);
    await choices.nth(0).click();
    await page.waitForFunction(key => /chosen = \[2, 1\]/.test(localStorage.getItem(key)), KEY);
    const again = await visit(context, 'neurons.html#quiz-negative-bias');
    await again.locator('#quiz-negative-bias .right[open]').waitFor();
    assert.equal(await again.locator('#quiz-negative-bias details[open]').count(), 2);
    assert.equal(await again.locator('#quiz-negative-bias .quiz-result').textContent(), '');
});

test('a page that nobody has touched loads nothing of it', async t => {
    const context = await reader(t);
    const page = await context.newPage();
    const asked = [];
    page.on('request', request => asked.push(request.url()));
    for (const path of ['neurons.html', 'course.html']) {
        await page.goto(site.url + path, { waitUntil: 'networkidle' });
    }
    none(asked.filter(url => /course|marking/.test(url.split('/').at(-1)) && !url.endsWith('course.html')));
});

const LATE = `
[exercise.a-neuron-by-hand]
done = true
on = "${days_ago(9)}"

[exercise.why-not-deeper]
done = true
on = "${days_ago(4)}"

[quiz."neurons/other-activation"]
chosen = [2]
on = "${days_ago(3)}"
`;

describe('the course page', () => {
    test('says what is done and what is next, and asks again what is due', async t => {
        const context = await reader(t, { record: LATE });
        const page = await visit(context, 'course.html');
        const desk = page.locator('#desk');
        await desk.getByText(/^2 of \d+ exercises done\.$/).waitFor();
        assert.match(await desk.locator('.next').first().textContent(), /^Next: .+ \(Before you begin, \d+ minutes, with Rust\)$/);
        await desk.locator('summary').first().click();
        assert.ok(await desk.locator('li').first().isVisible(), 'by objective');
        await desk.getByRole('button', { name: /^Answer \d questions$/ }).click();
        let asked = 0;
        for (;;) {
            const back = desk.locator('.come-back');
            await back.locator('h4').waitFor();
            asked += 1;
            if (await back.locator('.quiz').count() > 0) {
                await back.locator('.right summary').click();
            } else if (await back.locator('textarea').count() > 0) {
                await back.getByRole('button', { name: 'Compare with ours' }).click();
                for (const box of await back.getByRole('checkbox').all()) {
                    await box.check();
                }
                await back.getByRole('button', { name: 'Compared' }).click();
            } else {
                await answer(back.locator('form'), ['-2', '1', '5/3']);
                await back.locator('input[type="text"]').nth(1).fill('0');
                await back.getByRole('button', { name: 'Check' }).click();
            }
            await back.getByText('Asked again in 6 days.').waitFor();
            const next = back.getByRole('button', { name: /^(Next question|That was all)$/ });
            const is_last = await next.textContent() === 'That was all';
            const head = await back.locator('h4').textContent();
            await next.click();
            if (is_last) {
                break;
            }
            await page.waitForFunction(head => document.querySelector('.come-back h4').textContent !== head, head);
        }
        await desk.getByText(`You knew ${asked - 1} of ${asked} at once.`).waitFor();
        await desk.getByText('Nothing is due today. The next question comes in 6 days.').waitFor();
        assert.ok(asked >= 3, `${asked}`);
        assert.match(await kept(page), /ease = 2\.5\b[^[]*times = 2/, 'at the second try the ease stays');
        assert.match(await kept(page), /ease = 2\.6/, 'at once it grows');
        none(page.heard.faults);
    });

    test('who gives up is shown our answer, and asked tomorrow', async t => {
        const page = await visit(await reader(t, { record: '[exercise.a-neuron-by-hand]\ndone = true\n' }), 'course.html');
        await page.getByRole('button', { name: /^Answer / }).click();
        await page.getByRole('button', { name: 'Show our answer' }).click();
        await page.getByText('Asked again tomorrow.').waitFor();
        assert.ok(await page.locator('.come-back details[open]').isVisible());
    });

    test('the record is saved as a file, added elsewhere, and deleted', async t => {
        const context = await reader(t, { record: LATE, acceptDownloads: true });
        const page = await visit(context, 'course.html');
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as a file' }).click()]);
        assert.equal(download.suggestedFilename(), 'progress.toml');
        const file = await download.path();
        const text = await readFile(file, 'utf8');
        assert.equal(text, await kept(page));

        const other = await visit(await reader(t, { record: '[exercise.layer-as-product]\ndone = true\n' }), 'course.html');
        await other.locator('#record-file').setInputFiles(file);
        await other.getByText('Added. 2 more exercises are done.').waitFor();
        assert.match(await kept(other), /layer-as-product\]\ndone = true[^]*why-not-deeper\]\ndone = true/);
        const before = await kept(other);
        await other.locator('#record-file').setInputFiles({ name: 'x.toml', mimeType: 'text/plain', buffer: Buffer.from('[exercise.a]\ndone = maybe\n') });
        await other.getByText(/^x\.toml is no record of the course \(line 2: .+\)\. Nothing was changed\.$/).waitFor();
        assert.equal(await kept(other), before);

        await other.getByRole('button', { name: 'Delete' }).dblclick();
        assert.equal(await kept(other), before, 'asked twice, and a quick second tap is none');
        await other.waitForTimeout(700);
        await other.getByRole('button', { name: 'Delete all of it?' }).click();
        await other.getByText('Deleted. The course begins anew.').waitFor();
        assert.equal(await kept(other), '');
        await other.getByText(/^0 of \d+ exercises done\.$/).waitFor();
    });

    test('the weeks are saved as a calendar', async t => {
        const page = await visit(await reader(t, { record: LATE, acceptDownloads: true }), 'course.html');
        await page.locator('#calendar-from').fill('2026-12-07');
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as a calendar' }).click()]);
        assert.equal(download.suggestedFilename(), 'course.ics');
        const text = await readFile(await download.path(), 'utf8');
        assert.match(text, /^BEGIN:VCALENDAR\r\n[^]*DTSTART;VALUE=DATE:20261207\r\n/);
        assert.equal(text.match(/BEGIN:VEVENT/g).length, 8);
    });

    test('a record that cannot be read is told, and left as it is', async t => {
        const broken = '[exercise.a-neuron-by-hand]\ndone = tru';
        const context = await reader(t, { record: broken });
        const page = await visit(context, 'course.html');
        await page.getByText(/^What this browser keeps of the course cannot be read \(line 2: /).waitFor();
        const chapter = await visit(context, 'neurons.html#exercise-a-neuron-by-hand');
        const form = await place(chapter, 'a-neuron-by-hand');
        await form.locator('input[type="text"]').first().fill('-2');
        await form.getByRole('button', { name: 'Check' }).click();
        await form.getByText(/cannot be read \(line 2: .+It is left as it is/).waitFor();
        assert.equal(await kept(chapter), broken);
    });
});

test('two tabs at once lose nothing', async t => {
    const context = await reader(t);
    const pages = await Promise.all(['a-neuron-by-hand', 'layer-as-product', 'neuron-for-a-line', 'bends-too-late'].map(async name => {
        const page = await visit(context, `neurons.html#exercise-${name}`);
        return [await place(page, name), name];
    }));
    const [[numbers], ...files] = pages;
    await Promise.all([answer(numbers, ['-2', '0', '5/3']), ...files.map(([form]) => form.getByRole('button', { name: 'Mark as done' }).click())]);
    await Promise.all(files.map(([form]) => form.getByRole('button', { name: 'Not done after all' }).waitFor()));
    const record = await kept(numbers.page());
    for (const [, name] of pages) {
        assert.match(record, new RegExp(`\\[exercise\\.${name}\\]\ndone = true`));
    }
    // Each tab knows of the others.
    const contents = files[0][0].page().locator('#mdbook-sidebar a[href$="neurons.html"] .done');
    await contents.filter({ hasText: /^4\// }).waitFor({ state: 'attached' });
});

for (const [how, forbid] of [
    ['full', () => {
        Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
    }],
    ['forbidden', () => {
        Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });
    }],
]) {
    test(`where the browser's storage is ${how}, it is said, and lasts as long as the page`, async t => {
        const context = await reader(t, { acceptDownloads: true });
        await context.addInitScript(forbid);
        const page = await visit(context, 'neurons.html#exercise-a-neuron-by-hand');
        const form = await place(page, 'a-neuron-by-hand');
        await answer(form, ['-2', '0', '5/3']);
        await form.getByText(/All of them are right\. .+ This browser keeps nothing for this page/).waitFor();
        const file = await place(page, 'layer-as-product');
        await file.getByRole('button', { name: 'Mark as done' }).click();
        await file.getByRole('button', { name: 'Not done after all' }).waitFor();
        assert.ok(await page.locator('#exercise-a-neuron-by-hand + p .done').isVisible(), 'what was done before is not forgotten');
        none(page.heard.faults);
    });
}

test('without JavaScript all reads as on paper', async t => {
    const context = await reader(t, { javaScriptEnabled: false });
    const page = await visit(context, 'course.html');
    assert.equal(await page.locator('#desk').isVisible(), false);
    await page.goto(`${site.url}neurons.html`);
    assert.equal(await page.locator('form.answers').count(), 0);
    assert.equal(await page.locator('#exercise-a-neuron-by-hand ~ details').nth(1).isVisible(), true);
});

for (const viewport of [WIDE, NARROW]) {
    for (const colorScheme of ['light', 'dark']) {
        test(`places to answer can be read and touched: ${viewport.width} px, ${colorScheme}`, async t => {
            const context = await reader(t, { record: LATE, viewport, colorScheme });
            for (const path of ['neurons.html#exercise-a-neuron-by-hand', 'course.html']) {
                const page = await visit(context, path);
                await page.locator('form.answers, #desk button').first().waitFor();
                if (path.startsWith('neurons')) {
                    await answer(await place(page, 'a-neuron-by-hand'), ['-3', '', '1.68']);
                } else {
                    await page.getByRole('button', { name: /^Answer / }).click();
                    await page.locator('.come-back form').waitFor();
                }
                none(await page.evaluate(sideways));
                const low = await page.evaluate(() => [...document.querySelectorAll('.answers :is(button, input[type="text"], textarea), #desk button')]
                    .filter(part => part.checkVisibility() && part.getBoundingClientRect().height < 44)
                    .map(part => `${part.outerHTML.slice(0, 80)} is ${part.getBoundingClientRect().height} px high`));
                none(low);
                await page.evaluate(axe.source);
                const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } }));
                none(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`)));
            }
        });
    }
}
