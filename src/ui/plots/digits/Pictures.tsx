import { useMemo } from 'react';
import type { PictureExtents } from '../../../data/pictures';
import type { SeenPicture } from '../../../tasks/network/classView';
import { viewTexts } from '../../../texts/views';
import { formatShare } from '../../format';
import { type Painter, PixelCanvas } from '../PixelCanvas';

interface PicturesProps {
  readonly title: string;
  readonly pictures: readonly SeenPicture[];
  readonly extents: PictureExtents;
}

/** Pictures with what the network says of each. */
export function Pictures({ title, pictures, extents }: PicturesProps) {
  return (
    <>
      <h4 className="plane-title">{title}</h4>
      {pictures.length === 0 && <p className="small mute">{viewTexts.noneWrong}</p>}
      <ul className="seen-pictures">
        {pictures.map((picture, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: places of a list, in order
          <OnePicture key={index} picture={picture} extents={extents} />
        ))}
      </ul>
    </>
  );
}

function OnePicture({
  picture,
  extents,
}: {
  readonly picture: SeenPicture;
  readonly extents: PictureExtents;
}) {
  const { pixels, label, named, probability } = picture;
  const { height, width, channels } = extents;
  const paint = useMemo(() => painterOf(pixels, channels), [pixels, channels]);
  const words = viewTexts.saidOf(named, label, formatShare(probability));
  return (
    <li title={words}>
      <PixelCanvas label={words} width={width} height={height} paint={paint} />
      <span className="small" aria-hidden="true">
        {viewTexts.saidShort(named, label)}
      </span>
    </li>
  );
}

/** Grey of one or two channels, colours of three or four. */
function painterOf(pixels: Uint8Array, channels: number): Painter {
  return (index, out, at) => {
    for (let c = 0; c < 3; c++) out[at + c] = pixels[index * channels + (channels > 2 ? c : 0)];
  };
}
