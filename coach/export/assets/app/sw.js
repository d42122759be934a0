"use strict";
/* Keeps this app for when there is no network. Copies are named after the folder of the app, so that two apps on one host
   never touch each other's. A new version waits until somebody agrees to it, or until no tab has the app open. */
const VERSION = "VERSION", FILES = ["FILES"], SOUNDS = ["SOUNDS"];
const MINE = `massage ${self.registration.scope} `, SHELL = `${MINE}${VERSION}`, SOUND = `${MINE}sounds`;
const address = (name) => new URL(name, self.registration.scope).href;
const sounding = new Set(SOUNDS.map(address));

/** A new version brings the words that the phone had of the old one, for it may be opened next without a network. If they
    don't all come, the old version stays, which is whole. */
const pack = (url) => url.slice(0, url.lastIndexOf("-"));
self.addEventListener("install", (event) => event.waitUntil((async () => {
  await (await caches.open(SHELL)).addAll(FILES.map((name) => new Request(name, { cache: "reload" })));
  const kept = await caches.open(SOUND), had = (await kept.keys()).map(({ url }) => url), packs = new Set(had.map(pack));
  await kept.addAll([...sounding].filter((url) => packs.has(pack(url)) && !had.includes(url)));
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(MINE) && name !== SHELL && name !== SOUND) await caches.delete(name);
  const kept = await caches.open(SOUND);
  for (const request of await kept.keys()) if (!sounding.has(request.url)) await kept.delete(request);
  await self.clients.claim();
})()));

self.addEventListener("message", ({ data }) => { if (data === "replace") self.skipWaiting(); });

/** Where there is no room for a copy, what has come is used all the same, and the app says that it isn't kept. */
const full = async () => { for (const one of await self.clients.matchAll()) one.postMessage("full"); };

const sound = async (request) => {
  const kept = await caches.open(SOUND), found = await kept.match(request.url);
  if (found) return found;
  const fresh = await fetch(request);
  if (fresh.status === 200) await kept.put(request.url, fresh.clone()).catch(full); // its name changes with what is in it
  return fresh;
};

const file = async (request) => {
  const kept = await caches.open(SHELL), found = await kept.match(request, { ignoreSearch: true });
  if (found) return found;
  const fresh = await fetch(request);
  if (fresh.status === 200) await kept.put(request, fresh.clone()).catch(full);
  return fresh;
};

/** Safari asks for the sound of the lock screen in parts, and plays nothing that comes whole. */
const part = async (request, whole) => {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range")) ?? [];
  if (!from || whole.status !== 200) return whole;
  const bytes = await whole.blob(), one = bytes.slice(from, to ? Number(to) + 1 : bytes.size, bytes.type);
  const range = (which) => ({ headers: { "content-range": `bytes ${which}/${bytes.size}` } });
  if (!one.size) return new Response(null, { status: 416, ...range("*") }); // it asked for what lies after the end
  return new Response(one, { status: 206, ...range(`${from}-${Number(from) + one.size - 1}`) });
};

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || !event.request.url.startsWith(self.registration.scope)) return;
  const { request } = event;
  event.respondWith((sounding.has(request.url) ? sound(request) : file(request)).then((whole) => part(request, whole)));
});
