'use strict';

// The course page: how far a reader is, five questions to come back to, and the record as a file.

/* global stay */

/** The desk of a reader, in the place that the page has for it. */
export function begin(place, parts) {
    const desk = new Desk(place, parts);
    desk.show();
    parts.course.addEventListener('change', () => desk.show());
}

/** The grade of who was wrong so many times before being right: `Grade::after` of book/study. */
function after(wrong) {
    return ['fluent', 'hesitant'][wrong] ?? 'hard';
}

class Desk {
    constructor(place, parts) {
        Object.assign(this, parts, { parts });
        const { make } = this;
        this.told = make('p', { role: 'status' });
        this.fault = make('p', { class: 'fault', role: 'alert', hidden: true });
        this.head = make('div', {});
        this.far = make('div', { class: 'far' });
        this.back = make('div', { class: 'come-back' });
        this.kept = make('div', { class: 'kept' });
        this.paper();
        const seen = [...document.querySelectorAll('main > *')].find(part => part.getBoundingClientRect().bottom > 80);
        stay(seen, () => this.lay(place));
    }

    lay(place) {
        const { make } = this;
        place.replaceChildren(
            make('h2', { id: 'where-you-are' }, 'Where you are'), this.head,
            make('h3', { id: 'come-back' }, 'Come back'), this.back,
            make('h3', { id: 'by-objective' }, 'What you can do'), this.far,
            make('h3', { id: 'your-record' }, 'Your record'), this.kept, this.fault,
        );
        place.hidden = false;
    }

    async safely(what) {
        this.fault.hidden = true;
        this.told.textContent = '';
        try {
            await what();
        } catch (error) {
            this.fault.textContent = this.parts.told(error);
            this.fault.hidden = false;
            // Where it went wrong.
            (what.in ?? this.told).after(this.fault);
            this.fault.scrollIntoView({ block: 'nearest' });
        }
    }

    chapter(name) {
        return this.book.chapters.find(chapter => chapter.package === name);
    }

    show() {
        if (this.course.broken) {
            this.fault.textContent = `What this browser keeps of the course cannot be read (${this.course.broken}). Save it as a file to mend it, or delete it to begin anew.`;
            this.fault.hidden = false;
        }
        this.warned.textContent = this.course.note;
        if (this.course.view) {
            this.progress();
            this.offer();
        }
    }

    /* How far. */

    progress() {
        const { make, book, course } = this;
        const { done: [some, all], next, chapters } = course.view;
        const open = new Set([...this.far.querySelectorAll('details[open]')].map(fold => fold.dataset.chapter));
        const bar = make('progress', { max: all, value: some, 'aria-label': 'Exercises done' });
        const parts = [make('p', {}, bar, `${some} of ${all} exercises done.`)];
        const [of] = book.chapters.filter(({ exercises }) => exercises.some(one => one.task.name === next));
        if (of) {
            const { title, minutes, task } = of.exercises.find(one => one.task.name === next);
            parts.push(make('p', { class: 'next' }, 'Next: ', make('a', { href: `${of.page}#exercise-${task.name}` }, title), ` (${of.title}, ${minutes} minutes${task.asks === 'code' ? ', with Rust' : ''})`));
            const here = this.without_rust();
            if (task.asks === 'code' && here) {
                const [chapter, one] = here;
                parts.push(make('p', { class: 'next' }, 'In the page: ', make('a', { href: `${chapter.page}#exercise-${one.task.name}` }, one.title), ` (${chapter.title}, ${one.minutes} minutes)`));
            }
        } else {
            parts.push(make('p', { class: 'next' }, 'Every exercise is done. You have worked through all of it yourself.'));
        }
        this.head.replaceChildren(...parts.splice(0));
        chapters.forEach(({ package: name, done: [some, all], objectives }) => {
            const chapter = this.chapter(name);
            const rows = objectives.map(([done, of], nth) => {
                const text = make('span', {});
                text.innerHTML = chapter.objectives[nth];
                const is_done = of > 0 && done === of;
                return make('li', { class: is_done ? 'met' : '' }, text, make('span', { class: 'count' }, is_done ? ' ✓' : ` ${done} of ${of}`));
            });
            const fold = make('details', { 'data-chapter': name, open: open.has(name) },
                make('summary', {}, make('span', {}, chapter.number ? `${chapter.number}. ${chapter.title}` : chapter.title), ' ', make('span', { class: 'count' }, some === all ? '✓' : `${some} of ${all}`)),
                make('p', {}, make('a', { href: `${chapter.page}#exercises` }, 'To its exercises'), '. You can …'),
                make('ul', {}, ...rows));
            parts.push(fold);
        });
        this.far.replaceChildren(...parts);
    }

    /** The first exercise that is not done and takes no Rust, with its chapter. */
    without_rust() {
        const { book, course: { view } } = this;
        const all = book.chapters.flatMap(chapter => chapter.exercises.map(one => [chapter, one]));
        // What stands before the chapters is for those who write Rust.
        return all.find(([{ number }, { task }]) => number && task.asks !== 'code' && !view.exercises[task.name]?.done);
    }

    /* Come back. */

    offer() {
        if (this.review) {
            return;
        }
        const { make, course: { view: { due, wait } } } = this;
        const count = number => number === 1 ? 'one question' : `${number} questions`;
        const days = number => number === 1 ? 'tomorrow' : `in ${number} days`;
        if (due.length === 0) {
            this.back.replaceChildren(make('p', {}, wait
                ? `Nothing is due today. The next question comes ${days(wait)}.`
                : 'What you do in the course is asked again: the first time on the next day, and then at longer and longer intervals.'));
            return;
        }
        const begin = make('button', { onclick: () => this.safely(Object.assign(() => this.ask([...due], 0, due.length), { in: this.back })) }, `Answer ${count(due.length)}`);
        this.back.replaceChildren(make('p', {}, 'From what you did before, what has waited longest first.'), make('div', { class: 'row' }, begin));
    }

    async ask(due, at_once, all) {
        const { make } = this;
        this.review = true;
        const one = due.shift();
        if (!one) {
            this.review = false;
            this.offer();
            const sum = make('p', { role: 'status', tabindex: '-1' }, `You knew ${at_once} of ${all} at once.`);
            this.back.prepend(sum);
            sum.focus({ preventScroll: true });
            this.back.scrollIntoView({ block: 'center' });
            return;
        }
        const chapter = this.chapter(one.package);
        const page = await this.page(chapter.page);
        const objective = make('span', {});
        objective.innerHTML = chapter.objectives[one.objective - 1];
        const head = make('h4', { tabindex: '-1' }, `Question ${all - due.length} of ${all}: ${chapter.title}`);
        const body = make('div', { class: 'asked' });
        const after = make('div', {});
        this.back.replaceChildren(head, make('p', { class: 'exercise-facts' }, objective), body, after);
        head.focus({ preventScroll: true });
        head.scrollIntoView({ block: 'start' });
        const graded = async (grade, answer) => {
            const is_quiz = one.task.asks === 'choice';
            const name = is_quiz ? `${one.package}/${one.task.name}` : one.task.name;
            const { again } = await this.course.act({ review: { name, is_quiz, objective: one.objective, grade } });
            answer?.setAttribute('open', '');
            const next = make('button', { onclick: () => this.safely(() => this.ask(due, at_once + (grade === 'fluent' ? 1 : 0), all)) }, due.length > 0 ? 'Next question' : 'That was all');
            after.replaceChildren(make('p', { role: 'status' }, `Asked again ${again === 1 ? 'tomorrow' : `in ${again} days`}. ${this.course.note}`.trim()), make('div', { class: 'row' }, next));
            next.focus({ preventScroll: true });
            next.scrollIntoView({ block: 'nearest' });
        };
        if (one.task.asks === 'choice') {
            this.choose(page.getElementById(`quiz-${one.task.name}`), body, graded);
            return;
        }
        const { text, answer } = this.parts_of(page.getElementById(`exercise-${one.task.name}`));
        const ours = document.importNode(answer, true);
        ours.removeAttribute('open');
        body.append(...text.map(part => document.importNode(part, true)));
        const exercise = chapter.exercises.find(({ task }) => task.name === one.task.name);
        (one.task.asks === 'numbers' ? this.compute : this.recall).call(this, exercise, body, ours, graded);
    }

    /** The chapter's page: its texts are asked again as they stand there. */
    async page(name) {
        const answer = await fetch(new URL(name, location.href));
        if (!answer.ok) {
            throw new Error(`The page of the question could not be loaded (${answer.status}). Is the connection there?`);
        }
        return new DOMParser().parseFromString(await answer.text(), 'text/html');
    }

    /** A button, and beside it one that shows our answer instead. */
    or_give_up(button, body, ours, graded) {
        const give_up = this.make('button', { class: 'quiet', onclick: () => {
            buttons.remove();
            body.append(ours);
            this.safely(() => graded('forgotten', ours));
        } }, 'Show our answer');
        const buttons = this.make('div', { class: 'row' }, button, give_up);
        return buttons;
    }

    compute(exercise, body, ours, graded) {
        const { make } = this;
        const numbers = new this.Numbers({ questions: exercise.questions, name: exercise.task.name }, this);
        const check = make('button', { type: 'submit' }, 'Check');
        const buttons = this.or_give_up(check, body, ours, graded);
        const form = make('form', { class: 'answers', novalidate: true, onsubmit: e => {
            e.preventDefault();
            this.safely(async () => {
                if (await numbers.check(true)) {
                    buttons.remove();
                    body.append(ours);
                    await graded(after(numbers.wrong), ours);
                }
            });
        } }, ...numbers.elements, buttons);
        body.append(form);
    }

    recall(exercise, body, ours, graded) {
        const { make } = this;
        const id = `recall-${exercise.task.name}`;
        const how = exercise.kind === 'open' ? 'Your answer, in your head or here' : 'How is it done, and what comes out? In your head or here';
        const show = make('button', {}, 'Compare with ours');
        const buttons = this.or_give_up(show, body, ours, graded);
        const form = make('form', { class: 'answers', onsubmit: e => e.preventDefault() },
            make('div', { class: 'answer' }, make('label', { for: id }, how), make('textarea', { id, rows: '3' })), buttons);
        body.append(form);
        show.addEventListener('click', () => {
            buttons.remove();
            ours.open = true;
            body.append(ours);
            const compared = this.compare(this.points_of(ours, exercise.kind), make, id);
            const finish = make('button', { onclick: () => {
                const missing = compared.all - compared.said();
                finish.remove();
                compared.set.disabled = true;
                const grade = missing === 0 ? 'fluent' : 2 * missing <= compared.all ? 'hard' : 'forgotten';
                this.safely(() => graded(grade, ours));
            } }, 'Compared');
            body.append(compared.set, make('div', { class: 'row' }, finish));
        });
    }

    choose(quiz, body, graded) {
        const copy = document.importNode(quiz, true);
        copy.removeAttribute('id');
        let wrong = 0;
        for (const choice of copy.querySelectorAll('.choice')) {
            choice.addEventListener('toggle', () => {
                if (!choice.open || choice.dataset.counted) {
                    return;
                }
                choice.dataset.counted = '';
                if (!choice.classList.contains('right')) {
                    wrong += 1;
                } else if (!copy.dataset.graded) {
                    copy.dataset.graded = '';
                    this.safely(() => graded(after(wrong)));
                }
            });
        }
        body.append(copy);
    }

    /* The record. */

    paper() {
        const { make } = this;
        const file = make('input', { type: 'file', accept: '.toml,text/plain', id: 'record-file', class: 'unseen', tabindex: '-1', 'aria-hidden': 'true' });
        file.addEventListener('change', () => this.safely(() => this.add(file)));
        const save = make('button', { onclick: () => this.safely(() => this.save()) }, 'Save as a file');
        const add = make('button', { onclick: () => file.click() }, 'Add from a file');
        this.forget = make('button', { class: 'quiet', onclick: () => this.safely(() => this.delete()) }, 'Delete');
        const from = make('input', { type: 'date', id: 'calendar-from', value: this.monday() });
        const dates = make('button', { onclick: () => this.safely(() => this.calendar(from)) }, 'Save as a calendar');
        this.warned = make('p', { class: 'fault' });
        this.kept.replaceChildren(
            this.warned,
            make('p', {}, 'What you do in the page is kept in this browser, and nowhere else. It is the same text as in the file ', make('code', {}, 'my-course/progress.toml'), ' of the terminal: save it there, or add that file here, and nothing that you have done in either is lost.'),
            make('div', { class: 'row' }, save, add, this.forget, file),
            make('p', {}, make('label', { for: 'calendar-from' }, 'A chapter a week, from '), from, ' on:'),
            make('div', { class: 'row' }, dates), this.told);
    }

    file(name, type, text) {
        this.give_file(name, type, text);
        this.told.textContent = `Saved as ${name} where your browser puts what it downloads.`;
    }

    save() {
        this.file('progress.toml', 'application/toml', this.course.record);
    }

    /** The next Monday. */
    monday() {
        const day = new Date();
        day.setDate(day.getDate() + (8 - day.getDay()) % 7);
        return this.today(day);
    }

    async calendar(from) {
        if (!from.value) {
            throw new Error('Say on which day the first week begins.');
        }
        const { calendar } = await this.course.ask({ calendar: { from: from.value, base: new URL('.', location.href).href } });
        this.file('course.ics', 'text/calendar', calendar);
    }

    async add(input) {
        const [file] = input.files;
        input.value = '';
        if (!file) {
            return;
        }
        if (file.size > 2_000_000) {
            throw new Error(`${file.name} has ${Math.round(file.size / 1e6)} MB: that is no record of the course.`);
        }
        const text = await file.text();
        const before = this.course.view?.done[0] ?? 0;
        try {
            await this.course.act({ import: { text } });
        } catch (error) {
            throw new Error(`${file.name} is no record of the course (${error.message}). Nothing was changed.`, { cause: error });
        }
        const more = this.course.view.done[0] - before;
        this.told.textContent = `Added. ${more === 1 ? 'One more exercise is' : `${more} more exercises are`} done. ${this.course.note}`.trim();
    }

    async delete() {
        // A second tap of the same finger is none of its own.
        if (this.is_sure && Date.now() - this.is_sure < 700) {
            return;
        }
        if (!this.is_sure) {
            this.is_sure = Date.now();
            this.forget.textContent = 'Delete all of it?';
            setTimeout(() => {
                this.is_sure = false;
                this.forget.textContent = 'Delete';
            }, 6000);
            return;
        }
        this.is_sure = false;
        this.forget.textContent = 'Delete';
        await this.course.forget();
        this.told.textContent = 'Deleted. The course begins anew.';
    }
}
