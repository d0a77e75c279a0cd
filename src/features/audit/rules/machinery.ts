/**
 * Actions that are steps of the machinery and come with every run: kept in the log, and left out where only the course of things is told.
 * A regular expression for JavaScript and for Postgres.
 */
export const MACHINERY =
  '^(spend|cost)\\.|^wake\\.(requested|held|skipped)$|^secret\\.used$|^run\\.(admitted|started|settled)$|^task\\.checkedOut$|^budget\\.opened$'
