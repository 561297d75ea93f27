'use strict';

// The course in the page: what is done is kept in this browser, as the text that the terminal keeps in a file. The book's
// own code, compiled to WebAssembly, reads it, judges answers and says what is next. Nothing leaves the page.

/* global recall */

const KEY = 'book-course';
const DONE = 'book-course-done';
const PROBE = 'book-course-probe';

/** The day of today, where the reader is. */
function today(now = new Date()) {
    const two = number => `${number}`.padStart(2, '0');
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** What a reader has done, and who judges it. */
export class Course extends EventTarget {
    constructor(ask) {
        super();
        this.ask = ask;
        /** What could not be kept in the browser: it lasts as long as the page. */
        this.unkept = undefined;
        try {
            localStorage.setItem(PROBE, '');
            localStorage.removeItem(PROBE);
        } catch {
            this.unkept = recall(KEY) ?? '';
        }
        addEventListener('storage', e => {
            if (e.key === KEY || e.key === null) {
                this.look();
            }
        });
        // A page that comes back from where the browser keeps it has slept.
        addEventListener('pageshow', e => e.persisted && this.look());
    }

    get record() {
        return this.unkept ?? recall(KEY) ?? '';
    }

    /** What is to be said where a reader does something. */
    get note() {
        return this.unkept === undefined ? '' : 'This browser keeps nothing for this page: what you do is gone when you leave it, unless you save it as a file.';
    }

    /** Gives the reader the record as a file. */
    save() {
        give_file('progress.toml', 'application/toml', this.record);
    }

    /** Does something, one after another in all tabs, and gives back what it came to. */
    act(act) {
        const one = () => this.#act(act);
        // Pages that are not served over https, nor from this machine, have no locks.
        return navigator.locks ? navigator.locks.request(KEY, one) : (this.last = (this.last ?? Promise.resolve()).then(one, one));
    }

    async #act(act) {
        const before = this.record;
        const answer = await this.ask({ record: before, day: today(), ...act && { act } });
        if (answer.broken) {
            this.broken = answer.broken;
            this.dispatchEvent(new Event('change'));
            throw new Error(`What this browser keeps of the course cannot be read (${answer.broken}). It is left as it is: the course page can save it as a file and begin anew.`);
        }
        this.broken = undefined;
        if (act && answer.record !== before) {
            this.#keep(answer.record);
        }
        this.view = answer.view;
        this.#tell();
        return answer;
    }

    #keep(record) {
        try {
            localStorage.setItem(KEY, record);
            this.unkept = undefined;
        } catch {
            // The storage is full, or forbidden.
            this.unkept = record;
        }
    }

    /** Tells the contents how much is done, and the page that something has changed. */
    #tell() {
        const done = this.view.chapters.map(({ package: chapter, done }) => [chapter, done]);
        try {
            localStorage.setItem(DONE, JSON.stringify(Object.fromEntries(done)));
        } catch {
            // Then the contents do not say it.
        }
        document.dispatchEvent(new Event('course'));
        this.dispatchEvent(new Event('change'));
    }

    /** What the page shows, from the record as it is now. */
    look() {
        return this.act().catch(() => {});
    }

    /** Forgets everything. */
    async forget() {
        this.unkept = undefined;
        for (const key of [KEY, DONE, 'book-course-drafts']) {
            try {
                localStorage.removeItem(key);
            } catch {
                // Then nothing was kept.
            }
        }
        await this.look();
    }
}

/** Gives the reader a file. */
function give_file(name, type, text) {
    const address = URL.createObjectURL(new Blob([text], { type }));
    Object.assign(document.createElement('a'), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** What a reader is told of an error: what the browser says of a lost connection helps nobody. */
function told(error) {
    return error instanceof TypeError ? 'What this takes could not be loaded. Is the connection there? What you have written stays: try again.' : error.message;
}

/** Brings the course to the page. */
export async function begin(answers, desk, live, worker, style, module, predictions, texts) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = style;
    const is_styled = new Promise(done => { link.onload = link.onerror = done; });
    document.head.append(link);
    const [{ Hand, compile, make, say }, bytes] = await Promise.all([
        import(live),
        fetch(texts).then(answer => answer.arrayBuffer()),
        is_styled,
    ]);
    const book = JSON.parse(new TextDecoder().decode(bytes));
    const hand = new Hand(compile(module), worker);
    const course = new Course(question => ask(hand, question, 'course', () => bytes));
    await course.look();
    let runs;
    const base = new URL('.', texts);
    /** Has a prediction judged by the run that it is about. What that takes is loaded for the first. */
    async function predict({ needs, task }, exercise, said) {
        await course.ask({ predicts: { name: task.name, said } });
        if (!runs) {
            const compiled = compile(predictions);
            await compiled;
            runs = new Hand(compiled, worker);
        }
        return ask(runs, { predict: { exercise, said } }, exercise, async () => (await fetch(new URL(needs, base))).arrayBuffer());
    }
    const parts = { book, course, make, say, predict, today, give_file, told };
    const { exercises, quizzes, ...forms } = await import(answers);
    exercises(parts);
    quizzes(parts);
    const place = document.getElementById('desk');
    if (place) {
        (await import(desk)).begin(place, { ...parts, ...forms });
    }
}

/** The answer of a module, which is given what it waits for: at first, and after it broke off. */
async function ask(hand, question, what, load) {
    let answer = await hand.ask(question);
    if (answer.waits) {
        await give(hand, what, await load());
        answer = await hand.ask(question);
    }
    if (answer.error) {
        throw new Error(answer.error);
    }
    return answer;
}

async function give(hand, what, bytes) {
    const line = new TextEncoder().encode(`${JSON.stringify({ give: what })}\n`);
    const message = new Uint8Array(line.length + bytes.byteLength);
    message.set(line);
    message.set(new Uint8Array(bytes), line.length);
    await hand.send(message);
}
