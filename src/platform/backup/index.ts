export { loadBackup } from './load'
export { BackupProblem, filePath, type Manifest } from './manifest'
export { type Backup, checkBackup, openBackup } from './read'
export { writeBackup } from './write'
