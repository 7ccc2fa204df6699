import { expect, it } from 'vitest';
import { cardData } from './card-data.ts';

it('the data of a model card has the licence of the public set, of the sample, or is the own data of the user', () => {
  expect(cardData('banking77', 'Examples: train 10003.')).toEqual({
    name: 'banking77',
    licence: expect.stringContaining('CC BY 4.0'),
    citation: expect.stringContaining('Casanueva'),
    description: 'Examples: train 10003.',
  });
  expect(cardData('sample', '').licence).toBe('MIT (written for this project)');
  expect(cardData('商店.csv', 'Parts: train 60.')).toEqual({
    name: '商店.csv',
    licence: 'that of your own data',
    description: 'Parts: train 60.',
  });
});
