export { makeAdminLink, migrateDatabase, resetDatabase } from './database-tasks'
export { supervise } from './supervise'
