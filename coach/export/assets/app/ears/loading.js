// Loads what the chain needs from the folder of this file: rules.json, the inner loops, and both networks.

import { Graph } from "./graph.js";
import { useLoops } from "./loops.js";
import { follow } from "./rules.js";

async function got(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`the ears: ${name} cannot be read (${answer.status})`);
  return answer;
}

/** The bytes of a network, which lies there packed; unpacked while it comes. A host that unpacks by itself does no harm. */
export async function network(name) {
  const reader = (await got(`${name}.split.gz`)).body.getReader(), { value: first } = await reader.read();
  const coming = new ReadableStream({
    start: (into) => into.enqueue(first),
    pull: async (into) => {
      const { done, value } = await reader.read();
      if (done) into.close();
      else into.enqueue(value);
    },
  });
  const packed = first[0] === 0x1f && first[1] === 0x8b;
  const bytes = packed ? coming.pipeThrough(new DecompressionStream("gzip")) : coming;
  return whole(new Uint8Array(await new Response(bytes).arrayBuffer()));
}

/** The bytes in their order; they come as every other one from the first on, and then the rest. */
function whole(split) {
  const out = new Uint8Array(split.length), half = Math.ceil(split.length / 2);
  for (let i = 0; i < half; i++) out[2 * i] = split[i];
  for (let i = half; i < split.length; i++) out[2 * (i - half) + 1] = split[i];
  return out;
}

/** A module; a browser that cannot multiply and add in one instruction refuses the first one. */
async function compiled(name) {
  return WebAssembly.compile(await (await got(name)).arrayBuffer());
}

/** Both graphs, ready to run, and the rules taken over. The first is made ready while the second one comes. */
export async function loaded() {
  const [read, module] = await Promise.all([
    got("rules.json").then((answer) => answer.json()),
    compiled("matrix-fused.wasm").catch(() => compiled("matrix.wasm")),
  ]);
  follow(read);
  useLoops(module);
  const first = await network("step"), second = network("look"), step = new Graph(first);
  return { step, look: new Graph(await second) };
}
