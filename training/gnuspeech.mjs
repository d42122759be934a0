// node gnuspeech.mjs PACKAGE: speaks through npm's @echogarden/gnuspeech-wasm; one JSON {text, voice, tempo, to} a line.
import { writeFile } from 'fs/promises'
import { createInterface } from 'readline'

const { synthesize } = await import(`${process.argv[2]}/dist/exports/GnuSpeech.js`)
for await (const line of createInterface({ input: process.stdin })) {
  const { text, voice, tempo, to } = JSON.parse(line)
  const { audioData } = await synthesize(text, { voice, tempo })
  await writeFile(to, audioData)
  console.log(to)
}
