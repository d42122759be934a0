// Loads what the chain needs from the folder of this file: rules.json, matrix.wasm, and both networks.

import { Graph } from "./graph.js";
import { useLoops } from "./loops.js";
import { follow } from "./rules.js";

async function got(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`the ears: ${name} cannot be read (${answer.status})`);
  return answer;
}

/** The bytes of a network, which lies there packed. A host that unpacks by itself does no harm. */
async function network(name) {
  const bytes = new Uint8Array(await (await got(`${name}.onnx.gz`)).arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

/** Both graphs, ready to run, and the rules taken over. */
export async function loaded() {
  const [read, module, step, look] = await Promise.all([
    got("rules.json").then((answer) => answer.json()),
    got("matrix.wasm").then((answer) => answer.arrayBuffer()).then((bytes) => WebAssembly.compile(bytes)),
    network("step"),
    network("look"),
  ]);
  follow(read);
  useLoops(module);
  return { step: new Graph(step), look: new Graph(look) };
}
