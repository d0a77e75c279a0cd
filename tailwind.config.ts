import type { Config } from 'tailwindcss'

/** Every colour is a token of src/app/globals.css, so that a theme is one set of variables and never a class. */
export default {
  darkMode: ['class', '[data-theme="dark"]'],
  content: ['./src/**/*.{ts,tsx}'],
  theme: {
    extend: {
      colors: {
        canvas: 'var(--canvas)',
        surface: 'var(--surface)',
        sunken: 'var(--sunken)',
        hover: 'var(--hover)',
        selected: 'var(--selected)',
        line: 'var(--line)',
        'line-strong': 'var(--line-strong)',
        control: 'var(--control)',
        ink: 'var(--ink)',
        muted: 'var(--muted)',
        faint: 'var(--faint)',
        accent: { DEFAULT: 'var(--accent)', fill: 'var(--accent-fill)', soft: 'var(--accent-soft)' },
        good: { DEFAULT: 'var(--good)', soft: 'var(--good-soft)' },
        warn: { DEFAULT: 'var(--warn)', soft: 'var(--warn-soft)' },
        bad: { DEFAULT: 'var(--bad)', fill: 'var(--bad-fill)', soft: 'var(--bad-soft)' },
        info: { DEFAULT: 'var(--info)', soft: 'var(--info-soft)' },
        review: { DEFAULT: 'var(--review)', soft: 'var(--review-soft)' },
      },
      fontFamily: {
        sans: ['var(--font-geist-sans)', 'ui-sans-serif', 'system-ui', 'sans-serif'],
        mono: ['var(--font-geist-mono)', 'ui-monospace', 'SFMono-Regular', 'monospace'],
      },
      fontSize: {
        '2xs': ['11px', '16px'],
        xs: ['12px', '16px'],
        sm: ['13px', '20px'],
        base: ['14px', '21px'],
        lg: ['16px', '24px'],
        xl: ['20px', '28px'],
        '2xl': ['26px', '32px'],
      },
      boxShadow: { card: 'var(--shadow-card)', pop: 'var(--shadow-pop)' },
    },
  },
} satisfies Config
