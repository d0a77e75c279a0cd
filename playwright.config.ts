import fs from 'node:fs'
import { chromium, defineConfig } from '@playwright/test'

/** CHROMIUM_PATH, else Playwright's own browser when it is installed, else the system's. */
function browserPath(): string | undefined {
  const places = [
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]
  const candidates = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...places]
  return candidates.find((place) => place && fs.existsSync(place))
}

const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/browser',
  globalSetup: './src/testing/cluster-per-run.ts',
  // more than the two cores of a small machine: each waits for its server and its agents half of its time
  workers: 4,
  forbidOnly: Boolean(process.env.CI),
  // time-outs only end what hangs, also on a busy machine
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    // a trace of each test would cost a fifth of the time; `--trace on` makes one
    screenshot: 'only-on-failure',
    reducedMotion: 'reduce',
    launchOptions: {
      executablePath: browserPath(),
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-quic', ...quiet],
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' } },
    {
      name: 'phone',
      // what is done on a phone: decide, halt, read, follow; the others are looked at on a desktop only
      testIgnore: /(cli-login|money|routines|sign-in)\.spec\.ts$/,
      use: { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true },
    },
  ],
})
