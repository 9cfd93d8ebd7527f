/** The script of a page with embedded experiments: gives every frame the height it asks for. */
import { readHeight } from '../../config/embedOptions';

window.addEventListener('message', ({ data, source, origin }) => {
  if (origin !== window.location.origin) return;
  const height = readHeight(data);
  const frame = [...document.querySelectorAll('iframe')].find((one) => one.contentWindow === source);
  if (height !== null && frame) frame.style.height = `${height}px`;
});
