'use strict';

// Training a model on a text of the reader's own. The worker trains with the book's engine; the page shows how it goes,
// keeps what was learned in the browser until the reader deletes it, and sends nothing anywhere.

// Steps after which the model writes, and is tested on what is held out.
const WRITES = [0, 50, 100, 250, 500, 1000, 1500, 2000, 2500, 3000];
const TESTS = 100;
const LONGEST = 5000000;
// As long as a question to the worker may take, in milliseconds: a pause comes soon enough.
const TURN = 250;
const DELETED = 'deleted';

/* What the browser keeps. */

function store(mode, act) {
    return new Promise((done, failed) => {
        const open = indexedDB.open('from-neurons-to-transformers', 1);
        open.onupgradeneeded = () => open.result.createObjectStore('training');
        open.onerror = () => failed(open.error);
        open.onsuccess = () => {
            const all = open.result.transaction('training', mode);
            const asked = act(all.objectStore('training'));
            all.oncomplete = () => { open.result.close(); done(asked.result); };
            all.onabort = () => { open.result.close(); failed(all.error); };
        };
    });
}

export function begin(figure, hand, book, { make, say }) {
    const utf8 = new TextEncoder();
    const read = bytes => JSON.parse(new TextDecoder().decode(bytes));

    /** A question with bytes behind it; the answer with those behind it. */
    async function ask(question, ...parts) {
        const head = utf8.encode(`${JSON.stringify(question)}\n`);
        const message = new Uint8Array([head, ...parts].reduce((sum, part) => sum + part.length, 0));
        [head, ...parts].reduce((at, part) => (message.set(part, at), at + part.length), 0);
        const bytes = await hand.send(message);
        const end = bytes.indexOf(10);
        const answer = read(end < 0 ? bytes : bytes.subarray(0, end));
        if (answer.error) {
            throw new Error(answer.error);
        }
        return { ...answer, bytes: end < 0 ? undefined : bytes.subarray(end + 1) };
    }

    /* What is seen. */

    const box = figure.querySelector('.figure-box');
    const still = box.innerHTML;
    const readouts = make('p', { class: 'readouts' });
    box.after(readouts);
    const button = (words, onclick, more = {}) => make('button', { onclick, ...more }, words);
    const field = (words, input, ...more) => make('div', { class: 'control' }, make('label', {}, `${words} `, input), ...more);
    const slider = (words, name, min, max, step, value, shown = x => x) => {
        const output = make('output', {}, shown(value));
        const input = make('input', { type: 'range', name, min, max, step, value, 'aria-label': words });
        const show = () => {
            output.value = shown(input.value);
            input.setAttribute('aria-valuetext', output.value);
        };
        input.addEventListener('input', show);
        show();
        return [make('div', { class: 'control' }, make('label', {}, words), input, output), input];
    };

    const go = button('Train', () => running ? pause() : train(), { class: 'go' });
    const away = button('Delete what is kept here', () => really() && forget(), { hidden: true });
    const longer = button('Train on, to 6,000 steps', further, { hidden: true });
    const [bet_row, bet] = slider('Your bet: nats a character after 500 steps', 'bet', 0.5, 4.5, 0.1, 3.5, x => Number(x).toFixed(1));
    const status = make('p', { class: 'status' });
    const fault = make('p', { class: 'fault', role: 'alert', hidden: true });
    const samples = make('div', { class: 'samples' });
    const older = make('details', { class: 'more', hidden: true }, make('summary', {}, 'What it wrote before'));
    const area = make('textarea', { rows: 6, maxlength: LONGEST, spellcheck: false, placeholder: 'The prose of this book is loaded if you paste nothing.', 'aria-label': 'The text to learn from' });
    const file = make('input', { type: 'file', hidden: true, accept: 'text/*,.txt,.md,.rs' });
    const size = make('select', { name: 'model' }, make('option', { value: 'default' }, 'the default: 4 blocks of width 64'), make('option', { value: 'small' }, 'a smaller one: 2 blocks of width 32'));
    const seed = make('input', { type: 'number', name: 'seed', min: 0, max: 4294967295, step: 1, value: 1 });
    const length = make('p', { class: 'status' });
    const prompt = make('input', { type: 'text', name: 'prompt', maxlength: 200, autocomplete: 'off', autocapitalize: 'none', spellcheck: false });
    const [heat_row, heat] = slider('temperature', 'T', 0, 2, 0.1, 0.8, x => Number(x).toFixed(1));
    const [k_row, top_k] = slider('top-k', 'k', 0, 40, 1, 0, x => x > 0 ? x : 'all');
    const [p_row, top_p] = slider('top-p', 'p', 0.1, 1, 0.05, 1, x => Number(x).toFixed(2));
    const written = make('pre', { class: 'written', hidden: true, tabindex: 0, 'aria-label': 'What it wrote' });
    const checkpoint = make('input', { type: 'file', hidden: true, accept: '.checkpoint' });
    const command = make('code', {}, 'cargo run --release -p transformer -- generate --checkpoint transformer.checkpoint');
    const write_row = make('div', { class: 'control' }, button('Write', write));
    const file_row = make('div', { class: 'control' }, button('Save the checkpoint', save_file), button('Open a checkpoint', () => checkpoint.click()), checkpoint);
    const form = make('form', { class: 'controls', onsubmit: e => e.preventDefault() },
        bet_row,
        make('div', { class: 'control' }, go, longer, away),
        status, fault, samples, older,
        make('details', { class: 'more', ontoggle: () => count() }, make('summary', {}, 'Another text, another model'),
            field('Paste a text; it does not leave this page. While something is kept here, delete it first.', area, button('Open a file', () => file.click()), file), length,
            field('Model', size), field('Seed', seed)),
        make('details', { class: 'more' }, make('summary', {}, 'Let it write'),
            field('It goes on from', prompt), heat_row, k_row, p_row,
            write_row, written),
        make('details', { class: 'more' }, make('summary', {}, 'Take it with you'),
            make('p', {}, 'The checkpoint is the program’s own, byte for byte. Save it, and write with it on your computer:'),
            make('p', { class: 'command' }, command),
            file_row));
    readouts.after(form);
    // Where the reader has scrolled on, a run still shows, and leads back.
    const bar = make('button', { class: 'train-bar', hidden: true, onclick: () => figure.scrollIntoView({ block: 'start' }) });
    document.body.append(bar);
    let is_seen = true;
    new IntersectionObserver(([seen]) => { is_seen = seen.isIntersecting; show_bar(); }).observe(figure);

    /* The training. */

    let doubt, about, running, is_running, text = '', bytes, turn = 1, speed, saved = 0, drawn = 0;
    let past = { seen: [], held_out: [], samples: [], bet: null };

    const words = number => number.toLocaleString('en');
    const fail = (error, beside = status) => {
        running = false;
        beside.after(fault);
        if (error.message === DELETED) {
            return;
        }
        fault.hidden = false;
        fault.textContent = error.message;
        show();
    };

    async function own_text() {
        if (area.value === '' && text === '') {
            const response = await fetch(book);
            if (!response.ok) {
                throw new Error(`the book's text could not be loaded: ${response.statusText}`);
            }
            text = await response.text();
        } else if (area.value !== '') {
            text = area.value;
        }
        bytes = utf8.encode(text);
    }

    async function train() {
        fault.hidden = true;
        running = true;
        show();
        try {
            if (!about) {
                status.textContent = 'Reading the text …';
                await own_text();
                about = await ask({ train: 'start', model: size.value, seed: Number(seed.value) || 0, steps: 3000 }, bytes);
                past = { seen: [], held_out: [], samples: [], bet: Number(bet.value) };
            }
            await run();
        } catch (error) {
            fail(error);
        }
    }

    async function run() {
        // After a pause and a quick second thought, the first round is still on its way.
        if (is_running) {
            return;
        }
        is_running = true;
        try {
            await rounds();
        } finally {
            is_running = false;
        }
    }

    async function rounds() {
        if (past.samples.length === 0) {
            await look();
        }
        while (running && about.step < about.steps) {
            const start = performance.now();
            const to = Math.min(...[TESTS * (Math.floor(about.step / TESTS) + 1), about.steps, ...WRITES.filter(step => step > about.step)]);
            const { step, losses } = await ask({ train: 'steps', count: Math.max(1, Math.min(turn, to - about.step)) });
            about.step = step;
            const took = performance.now() - start;
            turn = Math.max(1, Math.round(losses.length * TURN / took));
            const now = 1000 * losses.length * about.batch * about.context / took;
            speed = speed ? 0.8 * speed + 0.2 * now : now;
            const recent = past.recent = [...past.recent ?? [], ...losses];
            if (recent.length >= 20 || step % TESTS === 0) {
                past.seen.push([step, recent.reduce((sum, loss) => sum + loss) / recent.length]);
                past.recent = [];
            }
            if (step % TESTS === 0 || step === about.steps || WRITES.includes(step)) {
                await look();
            } else if (performance.now() - drawn > 1000) {
                await draw();
            }
            if (performance.now() - saved > 10000) {
                await keep();
            }
            show();
        }
        if (about.step >= about.steps) {
            running = false;
            say(`The training is done: ${past.held_out.at(-1)[1].toFixed(2)} nats a character.`);
        }
        await keep();
        show();
    }

    /** A test on what is held out, and at some steps a sample. */
    async function look() {
        const { step } = about;
        if (past.held_out.at(-1)?.[0] !== step) {
            const { held_out } = await ask({ train: 'held-out' });
            past.held_out.push([step, held_out]);
            if (step === 500) {
                say(`Step 500: ${held_out.toFixed(2)} nats a character. You bet ${past.bet.toFixed(1)}.`);
            }
        }
        if (WRITES.includes(step) || step === about.steps) {
            const sample = await ask({ train: 'sample', prompt: '', length: 160, temperature: 0.8, top_k: null, top_p: null, seed: 1 });
            past.samples.push({ step, text: sample.text, verbatim: sample.verbatim });
            write_samples();
        }
        await draw();
    }

    async function draw() {
        drawn = performance.now();
        const { guessing, unigram, bigram } = about.floors;
        const { svg, says } = await ask({
            train: 'picture', steps: about.steps, seen: past.seen, held_out: past.held_out,
            floors: [guessing, unigram, bigram], bet: past.bet === null ? null : [500, past.bet],
        });
        box.className = 'live-box';
        box.innerHTML = svg;
        box.firstChild.setAttribute('role', 'img');
        box.firstChild.setAttribute('aria-label', says);
    }

    function pause() {
        running = false;
        show();
    }

    async function further() {
        try {
            const { steps } = await ask({ train: 'more', steps: about.steps + 3000 });
            about.steps = steps;
            train();
        } catch (error) {
            fail(error);
        }
    }

    /* What is said of it. */

    function marked({ text: sample, verbatim }) {
        const signs = [...sample];
        const part = (from, to) => signs.slice(from, to).join('');
        const pre = make('pre', { tabindex: 0 });
        let end = 0;
        for (const [from, to] of verbatim) {
            pre.append(part(end, from), make('u', { title: 'stands word for word in the text' }, part(from, to)));
            end = to;
        }
        pre.append(part(end));
        return pre;
    }

    function write_samples() {
        const all = past.samples.map(sample => make('figure', { class: 'sample' }, make('figcaption', {}, `step ${words(sample.step)}`), marked(sample)));
        samples.replaceChildren(...all.splice(-2));
        older.replaceChildren(older.firstChild, ...all.reverse());
        older.hidden = all.length === 0;
    }

    function show() {
        const is_done = about && about.step >= about.steps;
        go.textContent = running ? 'Pause' : about?.step ? 'Go on' : 'Train';
        go.hidden = Boolean(is_done);
        longer.hidden = !is_done;
        longer.textContent = `Train on, to ${words((about?.steps ?? 0) + 3000)} steps`;
        bet_row.hidden = Boolean(about);
        area.disabled = size.disabled = seed.disabled = Boolean(about);
        const say_now = [];
        if (about) {
            const held = past.held_out.at(-1);
            const left = speed ? (about.steps - about.step) * about.batch * about.context / speed : 0;
            const time = left > 90 ? `${Math.round(left / 60)} minutes` : `${Math.ceil(left)} seconds`;
            say_now.push(`Step ${words(about.step)} of ${words(about.steps)}`);
            if (running && speed) {
                say_now.push(`${words(Math.round(speed / 100) * 100)} tokens a second`, `about ${time} left`);
            }
            if (about.is_short) {
                say_now.push('the text is short: the model will learn it by heart');
            }
            if (held) {
                const at_500 = past.held_out.find(([step]) => step === 500);
                readouts.replaceChildren(
                    make('span', {}, 'held out ', make('output', {}, `${held[1].toFixed(2)} nats`)), ' ',
                    make('span', {}, 'hesitates between ', make('output', {}, `${Math.exp(held[1]).toFixed(1)} characters`)), ' ',
                    ...at_500 && past.bet !== null ? [make('span', {}, 'at step 500 ', make('output', {}, at_500[1].toFixed(2)), ', your bet ', make('output', {}, past.bet.toFixed(1)))] : []);
            }
            away.hidden = false;
        }
        status.textContent = say_now.length > 0 ? `${say_now.join(' · ')}.` : '';
        show_bar();
    }

    function show_bar() {
        bar.hidden = !running || is_seen;
        if (!bar.hidden) {
            bar.textContent = `Training: step ${words(about?.step ?? 0)}${past.held_out.length ? `, ${past.held_out.at(-1)[1].toFixed(2)} nats` : ''}. Back to it`;
        }
    }

    /** How long the text is, and which model suits it. */
    function count() {
        const signs = [...area.value].length;
        if (signs > 0 && !about) {
            length.textContent = `${words(signs)} characters. ${signs < 50000 ? 'That is short: the model may learn it by heart, so a smaller one is chosen.' : ''}`;
            size.value = signs < 50000 ? 'small' : 'default';
        }
    }

    /* Kept, fetched and forgotten. */

    async function keep() {
        saved = performance.now();
        try {
            const { bytes: model } = await ask({ train: 'save' });
            await store('readwrite', all => all.put({ model, text, past }, 'last'));
        } catch (error) {
            // A private window may refuse: the training then lasts as long as the page.
            console.warn(error.message);
        }
    }

    /** Whether deleting was asked for twice, within some seconds. */
    function really() {
        const is_sure = away.classList.toggle('sure');
        away.textContent = is_sure ? 'Really? What it learned is lost' : 'Delete what is kept here';
        clearTimeout(doubt);
        if (is_sure) {
            doubt = setTimeout(really, 5000);
        }
        return !is_sure;
    }

    async function forget() {
        running = false;
        hand.stop(DELETED);
        about = undefined;
        speed = undefined;
        text = '';
        past = { seen: [], held_out: [], samples: [], bet: null };
        await store('readwrite', all => all.delete('last')).catch(() => {});
        box.className = 'figure-box';
        box.innerHTML = still;
        readouts.replaceChildren();
        samples.replaceChildren();
        older.hidden = away.hidden = true;
        written.hidden = fault.hidden = true;
        show();
        go.focus();
        say('Deleted. Nothing of it is kept.');
    }

    async function take(model, kept) {
        bytes = utf8.encode(text);
        about = await ask({ train: 'resume', checkpoint: model.length }, model, bytes);
        past = kept ?? { seen: [], held_out: [], samples: [], bet: null };
        if (!kept) {
            await look();
        } else {
            write_samples();
            await draw();
        }
        show();
    }

    async function save_file() {
        try {
            const { bytes: model, step } = await ask({ train: 'save' });
            const url = URL.createObjectURL(new Blob([model]));
            make('a', { href: url, download: 'transformer.checkpoint' }).click();
            setTimeout(() => URL.revokeObjectURL(url), 10000);
            say(`Saved after step ${step}.`);
        } catch (error) {
            fail(error, file_row);
        }
    }

    async function write() {
        try {
            fault.hidden = true;
            const { text: sample, verbatim } = await ask({
                train: 'sample', prompt: prompt.value, length: 300, seed: Math.floor(Math.random() * 1e9),
                temperature: Number(heat.value), top_k: Number(top_k.value) || null, top_p: Number(top_p.value) < 1 ? Number(top_p.value) : null,
            });
            written.hidden = false;
            written.replaceChildren(make('b', {}, prompt.value), ...marked({ text: sample, verbatim }).childNodes);
            say(`It wrote: ${sample}`);
        } catch (error) {
            fail(error, write_row);
        }
    }

    // A tab that is put away may never come back.
    document.addEventListener('visibilitychange', () => {
        if (document.hidden && about && running) {
            keep();
        }
    });
    area.addEventListener('input', count);
    file.addEventListener('change', async () => {
        if (file.files[0]) {
            area.value = (await file.files[0].text()).slice(0, LONGEST);
            file.value = '';
            count();
        }
    });
    checkpoint.addEventListener('change', async () => {
        try {
            fault.hidden = true;
            running = false;
            const model = new Uint8Array(await checkpoint.files[0].arrayBuffer());
            checkpoint.value = '';
            await own_text();
            await take(model);
        } catch (error) {
            fail(error, file_row);
        }
    });
    store('readonly', all => all.get('last')).then(async kept => {
        if (kept && !about) {
            text = kept.text;
            await take(kept.model, kept.past);
            status.textContent = `Kept in this browser: step ${words(about.step)} of ${words(about.steps)}. ${about.step < about.steps ? '“Go on” takes it up.' : ''}`;
        }
    }).catch(() => {});
    figure.removeAttribute('aria-busy');
    show();
}
