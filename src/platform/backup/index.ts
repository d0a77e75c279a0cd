export { loadBackup } from './load'
export { BackupProblem, type Manifest } from './manifest'
export { checkBackup, openBackup } from './read'
export { writeBackup } from './write'
