'use strict';

// The worker of live figures: it holds the book's own code as WebAssembly, and answers what the page asks.

/** Calls of the module: a message in, an answer out, both bytes. */
async function serve(module) {
    // What the module imports belongs to a library for drawing on a canvas, which it never calls.
    const imports = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
        (imports[from] ??= {})[name] = () => { throw new Error(name); };
    }
    const { exports } = await WebAssembly.instantiate(module, imports);
    const read = length => new Uint8Array(exports.memory.buffer, exports.answer_place(), length).slice();
    return message => {
        try {
            const at = exports.room(message.length);
            new Uint8Array(exports.memory.buffer, at, message.length).set(message);
            return read(exports.answer());
        } catch (error) {
            let why = String(error);
            try {
                why = new TextDecoder().decode(read(exports.answer_length()));
            } catch {
                // Then the error must do.
            }
            throw new Error(why);
        }
    };
}

let answer;
onmessage = async ({ data: { module, number, message } }) => {
    if (module) {
        answer = serve(module);
        return;
    }
    try {
        const bytes = (await answer)(message);
        postMessage({ number, bytes }, [bytes.buffer]);
    } catch (error) {
        postMessage({ number, broken: error.message });
    }
};
