"use strict";
/* Wakes the page in time even when another app is in front, where a page's own timers come late. */
let timer;
onmessage = ({ data }) => {
  clearTimeout(timer);
  if (data !== null) timer = setTimeout(() => postMessage(null), data);
};
