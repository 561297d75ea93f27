// The built book, a server for it and a browser to read it with.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';
import sirv from 'sirv';

const here = path.dirname(fileURLToPath(import.meta.url));

/** The folder with the built book. */
export const BOOK = path.resolve(process.env.BOOK ?? path.join(here, '../../target/site'));

// Served from a folder of the server, as on GitHub Pages: a link from the root would miss.
const FOLDER = '/a/book/';

if (!existsSync(path.join(BOOK, 'toc.html'))) {
    throw new Error(`there is no book in ${BOOK}: build it with \`cargo run -- build --out target/site\`, or name its folder in BOOK`);
}

/** The files of live figures in the book, by how their names begin and end; ends the test where there is no module. */
export async function live_files() {
    const files = await readdir(BOOK);
    if (!files.some(file => file.endsWith('.wasm'))) {
        console.log('SKIPPED: the site was built without the module of the live figures');
        process.exit(0);
    }
    return (stem, end) => files.find(file => new RegExp(`^${stem}-[0-9a-f]{8}\\.${end}$`).test(file)) ?? assert.fail(`the site has no ${stem}-….${end}`);
}

/** The book's pages, in the order of the contents. */
export async function pages() {
    const contents = await readFile(path.join(BOOK, 'toc.html'), 'utf8');
    const found = [...contents.matchAll(/<a href="([^"#]+\.html)"/g)].map(match => match[1]);
    if (found.length === 0) {
        throw new Error(`toc.html in ${BOOK} has no link to a page`);
    }
    return [...new Set(found)];
}

/** Serves the book on a free port of this machine; `url` is where its pages are, with a slash at the end. */
export async function serve() {
    const files = sirv(BOOK, { dev: true, etag: false });
    const missing = await readFile(path.join(BOOK, '404.html'));
    // Where 404.html thinks that the book is.
    const base = /<base href="([^"]*)"/.exec(missing)?.[1] ?? '/';
    const asked = [];
    const server = createServer((request, response) => {
        asked.push(`${request.method} ${request.url} ${request.headers.referer ?? ''}`);
        const folder = [FOLDER, base].find(folder => request.url.startsWith(folder));
        if (folder) {
            request.url = '/' + request.url.slice(folder.length);
        }
        files(request, response, () => {
            response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' }).end(missing);
        });
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${server.address().port}`;
    return {
        url: origin + FOLDER,
        origin,
        base,
        /** What it was asked for: method, address, and the page that asked. */
        asked,
        close() {
            server.closeAllConnections();
            return new Promise(resolve => server.close(resolve));
        },
    };
}

/** An installed Chromium. */
export async function launch() {
    const candidates = [
        process.env.CHROMIUM,
        '/usr/bin/chromium',
        '/usr/bin/chromium-browser',
        '/usr/bin/google-chrome',
        '/usr/bin/google-chrome-stable',
        '/opt/google/chrome/chrome',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ];
    const executablePath = candidates.find(candidate => candidate && existsSync(candidate));
    if (!executablePath) {
        throw new Error('no Chromium found: install it, or name its executable in CHROMIUM');
    }
    return chromium.launch({
        executablePath,
        args: [
            '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
            '--disable-background-networking', '--disable-component-update', '--disable-sync',
        ],
    });
}

/** What a page asked for and said: filled while it loads and lives. */
export function listen(page, folder) {
    const heard = { faults: [], bytes: {}, responses: [] };
    page.on('console', message => {
        if (message.type() === 'error' || message.type() === 'warning') {
            heard.faults.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
        }
    });
    page.on('pageerror', error => heard.faults.push(`page error: ${error.message}`));
    page.on('websocket', socket => heard.faults.push(`opens a socket: ${socket.url()}`));
    page.on('request', request => {
        const url = request.url();
        if (!url.startsWith(folder) && !url.startsWith('data:') && !url.startsWith('blob:')) {
            heard.faults.push(`asks for something outside the book: ${url}`);
        }
    });
    page.on('requestfailed', request => {
        const { errorText } = request.failure() ?? {};
        // The icon is fetched last, and a test that goes on to another page does not wait for it.
        if (errorText !== 'net::ERR_ABORTED' || !/favicon[^/]*\.svg$/.test(request.url())) {
            heard.faults.push(`request failed: ${request.url()}: ${errorText}`);
        }
    });
    page.on('response', response => {
        if (response.status() >= 400) {
            heard.faults.push(`status ${response.status()}: ${response.url()}`);
        }
        if (response.url().startsWith('data:')) {
            return;
        }
        heard.responses.push(response.body().then(body => {
            const kind = response.request().resourceType();
            heard.bytes[kind] = (heard.bytes[kind] ?? 0) + body.length;
        }, error => {
            // Of a page that was left meanwhile, the browser keeps nothing.
            if (!/navigated away|No resource with given identifier/.test(error.message)) {
                heard.faults.push(`no body: ${response.url()}: ${error.message}`);
            }
        }));
    });
    return heard;
}

/** Opens a page with all that is folded on it, and waits until its text stands in its own fonts. */
export async function open(page, url) {
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.evaluate(() => {
        for (const fold of document.querySelectorAll('details')) {
            fold.open = true;
        }
    });
    await page.evaluate(() => document.fonts.ready);
    await page.waitForLoadState('networkidle');
}

/** Fails with the faults, a line each, if there are any. */
export function none(faults) {
    if (faults.length > 0) {
        const error = new Error(`\n${faults.join('\n')}\n`);
        error.stack = error.message; // where this was called says nothing more
        throw error;
    }
}
