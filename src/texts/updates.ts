/** The notice that a new version of the page is there. */
export const updateTexts = {
  title: 'A new version is ready.',
  text: 'Reload to have it; the experiment is kept, and its run begins anew.',
  reload: 'Reload now',
  later: 'Later',
} as const;
