/**
 * Letters and shapes of 28 classes, drawn by key: what bodies are pre-trained on, so that they have never seen a digit.
 * Nothing is kept of them; they are drawn when they are first needed, the same everywhere.
 */
import { foldIn, prngKey } from '../../core/prng';
import { sha256Hex } from '../../core/sha256';
import { dataTexts } from '../../texts/data';
import { NO_EXAMPLES } from '../noPictures';
import { type Examples, joinExamples, type PictureData } from '../pictures';
import { drawnPicture, SIDE } from './picture';
import { DRAWN_CLASSES, DRAWN_EXTENTS } from './shape';

/** Pictures of each class. */
const PER_CLASS = { training: 288, validation: 36 } as const;
/** Tells these pictures from all others that are drawn, for ever the same. */
const KEY = prngKey(0x64726177);

let drawn: PictureData | null = null;

export function loadDrawn(): PictureData {
  drawn ??= drawSet();
  return drawn;
}

function drawSet(): PictureData {
  const split = {
    training: drawPart(0, PER_CLASS.training),
    validation: drawPart(1, PER_CLASS.validation),
    test: NO_EXAMPLES,
  };
  const count = split.training.labels.length + split.validation.labels.length;
  return {
    name: dataTexts.drawn,
    hash: '',
    shape: [count, SIDE, SIDE, 1],
    dtype: 'uint8',
    bytes: count * SIDE * SIDE,
    extents: DRAWN_EXTENTS,
    classes: DRAWN_CLASSES,
    split,
  };
}

/** So many pictures of each class, the classes in turn. */
function drawPart(part: number, perClass: number): Examples {
  const count = perClass * DRAWN_CLASSES;
  const key = foldIn(KEY, part);
  const pictures = new Uint8Array(count * SIDE * SIDE);
  const labels = Uint8Array.from({ length: count }, (_, index) => index % DRAWN_CLASSES);
  labels.forEach((label, index) => {
    pictures.set(drawnPicture(label, foldIn(key, index)), index * SIDE * SIDE);
  });
  return { pictures, labels };
}

/** SHA-256, hex, of labels and pictures, training first. */
export function drawnHash(): Promise<string> {
  const { training, validation } = loadDrawn().split;
  const { labels, pictures } = joinExamples([training, validation]);
  const bytes = new Uint8Array(labels.length + pictures.length);
  bytes.set(labels);
  bytes.set(pictures, labels.length);
  return sha256Hex(bytes);
}
