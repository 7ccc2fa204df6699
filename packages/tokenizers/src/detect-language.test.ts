import { describe, expect, it } from 'vitest';
import { detectLanguage } from './detect-language.ts';

describe('detectLanguage', () => {
  it.each([
    ['Where is my refund?', 'en'],
    ['Où est ma commande ?', 'en'],
    ['我的订单在哪里', 'zh'],
    ['退款', 'zh'],
    ['我的iPhone 15 Pro连不上WiFi', 'zh'],
    ['How do I type 退款 on this keyboard please', 'en'],
    ['カードが使えません', 'other'],
    ['где мой заказ', 'other'],
    ['환불해 주세요', 'other'],
    ['12:30 !!! 👍', 'other'],
    ['', 'other'],
  ])('%s: %s', (text, language) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it('looks at the beginning of a long text only', () => {
    const started = performance.now();
    expect(detectLanguage('我'.repeat(5_000_000))).toBe('zh');
    expect(performance.now() - started).toBeLessThan(500);
  });
});
