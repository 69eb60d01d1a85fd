// Pictures of a visit: made small on the phone, kept in its database until the server has them. Nothing leaves but by the deed.
"use strict";

const PICTURES = { name: "daiban", store: "pictures", longest: 1600, quality: 0.8 };

function pictureStore(mode) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(PICTURES.name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(PICTURES.store);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const base = opening.result;
      const transaction = base.transaction(PICTURES.store, mode);
      transaction.oncomplete = () => base.close();
      transaction.onabort = () => base.close();
      resolve(transaction.objectStore(PICTURES.store));
    };
  });
}

const answerOf = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function keptPictures(key) {
  try {
    return (await answerOf((await pictureStore("readonly")).get(key))) ?? [];
  } catch {
    return []; // no database here: pictures stay as long as the page does
  }
}

async function keepPictures(key, pictures) {
  try {
    const store = await pictureStore("readwrite");
    await answerOf(pictures.length ? store.put(pictures, key) : store.delete(key));
    return true;
  } catch {
    return false;
  }
}

// Pictures of drafts that are not there any more: sent from another page, or older than what is kept.
async function dropPictures(isKept) {
  try {
    const keys = await answerOf((await pictureStore("readonly")).getAllKeys());
    for (const key of keys.filter((one) => !isKept(one))) await answerOf((await pictureStore("readwrite")).delete(key));
  } catch {
    // nothing to drop where there is no database
  }
}

// The browser turns the picture upright and drops where and by what it was taken; the server does so once more.
async function madeSmall(file) {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.min(1, PICTURES.longest / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", PICTURES.quality);
  } finally {
    URL.revokeObjectURL(address);
  }
}
