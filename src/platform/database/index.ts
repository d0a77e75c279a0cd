export { outageOf } from './outage'
export { assertIsolated, closePools, enginePool } from './pools'
export { acrossCompanies, inCompany, type Sql, systemSql } from './scope'
