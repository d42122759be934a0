"use strict";
/* Keeps this page for when there is no network. Other pages on the same server keep theirs: a copy is named after its page. */
const PAGE = `massage $${self.registration.scope} `;
const NAME = `$${PAGE}$version`;
const FILES = ["./", "index.html", "manifest.webmanifest", "icon-192.png", "icon-512.png"];
const copy = () => caches.open(NAME);
const outdated = (name) => name.startsWith(PAGE) && name !== NAME;
self.addEventListener("install", (event) => event.waitUntil(copy().then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter(outdated).map((name) => caches.delete(name)))).then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => event.respondWith(
  copy().then((kept) => kept.match(event.request, { ignoreSearch: true })).then((found) => found || fetch(event.request))));
