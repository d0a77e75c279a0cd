export { NO_BACKUP_READS } from './backup-role'
export { removeCompanyRows } from './company-rows'
export { assertIsolated, closePools, enginePool } from './pools'
export { acrossCompanies, inCompany, type Sql, systemSql } from './scope'
