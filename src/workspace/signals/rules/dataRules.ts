import { type LineRule, rule } from '../signalRule.ts';
import { fileHas, insideLoop } from '../sourceView.ts';
import { awaitedInLoop } from './dataObjects.ts';

const createTable = /\bCREATE\s{1,4}TABLE\b/i;

/** Database access in product code; SQL files have their own table. */
export const dataRules: readonly LineRule[] = [
  rule(
    'sql-text',
    'data',
    '*',
    'SELECT INSERT UPDATE DELETE CREATE ALTER DROP',
    5,
    /\b(?:SELECT\s.{0,120}\bFROM\b|SELECT\s{1,4}\*|INSERT\s{1,4}INTO\b|UPDATE\s{1,4}\w{1,60}\s{1,4}SET\b|DELETE\s{1,4}FROM\b|CREATE\s{1,4}(?:UNIQUE\s{1,4})?(?:TABLE|INDEX)\b|ALTER\s{1,4}TABLE\b|DROP\s{1,4}(?:TABLE|COLUMN|INDEX)\b)/,
    { judge: (source, index) => (insideLoop(source, index) ? 8 : 5) },
  ),
  rule(
    'sql-text-lower',
    'data',
    '*',
    'select insert update delete create alter',
    5,
    /["'`]\s{0,20}(?:select\s.{1,120}\sfrom\s|insert into\s|update\s{1,4}\w{1,60}\s{1,4}set\s|delete from\s|create table\s|alter table\s)/,
    { judge: (source, index) => (insideLoop(source, index) ? 8 : 5) },
  ),
  rule('lost-update', 'data concurrency', '*', 'update UPDATE', 8, /\bUPDATE\s{1,4}\w{1,60}\s{1,4}SET\s/i, {
    judge: (source, index, match) =>
      /[,[]\s{0,4}[\w.]{1,40}\s{0,2}[-+]\s{0,2}[\w.]{1,40}\s{0,2}[\],)]/.test(
        (source.code[index] ?? '').slice(match.index),
      )
        ? 8
        : 0,
  }),
  rule('await-in-loop', 'data resilience', 'js', 'await', 5, /\bawait (?:this\.)?(\w{1,60})\.\w{1,60}\(/, {
    bare: true,
    judge: (source, index, match) => awaitedInLoop(source, index, match[1] ?? ''),
  }),
  rule('sql-star', 'data', '*', 'SELECT', 6, /\bSELECT\s{1,4}\*\s{1,4}FROM\b/),
  rule(
    'destructive-sql',
    'data migration',
    '*',
    'DROP TRUNCATE DELETE',
    8,
    /\bDROP\s{1,4}(?:TABLE|COLUMN|DATABASE|SCHEMA)\b|\bTRUNCATE\s{1,4}TABLE\s|["'`]\s{0,8}TRUNCATE\s{1,4}[a-z_]{1,60}\b|\bDELETE\s{1,4}FROM\s{1,4}[\w."`]{1,60}\s{0,4}(?:["'`;]|$)/,
  ),
  rule(
    'query-call',
    'data outbound',
    'js py go java kt cs rb php rs',
    'query execute raw Exec( Query prepare',
    4,
    /(?:\b(?:db|tx|trx|em|pg|cur|conn)|\w{0,40}(?:Db|DB|[dD]atabase|[pP]ool|[cC]lient|Conn|[cC]onnection|[cC]ursor|[sS]ession|[sS]tmt|[sS]tatement|knex|sequelize|mysql|sqlite|[rR]epository|[rR]epo|prisma|jdbcTemplate))\.(?:query|execute|raw|prepare)(?:<[^>]{0,60}>)?\(|\.(?:query|execute|raw|prepare)(?:<[^>]{0,60}>)?\(\s{0,4}(?:sql|query|text|statement)\b|\.(?:executemany|rawQuery|queryRaw|\$queryRaw|\$executeRaw|\$queryRawUnsafe|\$executeRawUnsafe|QueryRow|QueryContext|ExecContext|executeQuery|executeUpdate|FromSqlRaw)(?:<[^>]{0,60}>)?\(/,
    {
      bare: true,
      unless: /\.(?:commands|spinner|prompt)\./,
      judge: (source, index) => (insideLoop(source, index) ? 7 : 4),
    },
  ),
  rule(
    'raw-unsafe',
    'data injection',
    'js cs',
    'Unsafe FromSqlRaw',
    8,
    /\$(?:query|execute)RawUnsafe\(|FromSqlRaw\(\s{0,4}\$/,
  ),
  rule(
    'orm-model',
    'data',
    '*',
    '',
    4,
    /@(?:Entity|Table|Column|PrimaryGeneratedColumn|ManyToOne|OneToMany|JoinColumn)\b|\bmodels\.(?:Model|CharField|ForeignKey|IntegerField|DateTimeField)\b|\bnew (?:mongoose\.)?Schema\(|\bsequelize\.define\(|\bpgTable\(|\bsqliteTable\(|\bDbSet<|\bDbContext\b|\bApplicationRecord\b|\bActiveRecord::Base\b|^\s{1,20}(?:belongs_to|has_many|has_one) :|\bdb\.Model\b|\bdeclarative_base\(|\bmapped_column\(|`gorm:"/,
    { unless: /^\s{0,40}(?:import|use|using)\b/ },
  ),
  rule(
    'orm-call',
    'data',
    'js py java kt cs rb php',
    'find where filter save create update delete prisma session objects Repository',
    4,
    /\bprisma\.\w{1,40}\.\w{1,20}\(|\.(?:findOne|findMany|findById|findAll|findUnique|findFirst|findAndCountAll|updateMany|deleteMany|insertMany|upsert|createQueryBuilder|getRepository|bulkCreate|bulk_create)\(|\.objects\.(?:filter|get|all|create|exclude)\(|\bsession\.(?:query|add|commit|execute)\(|\bJpaRepository\b|\.where\(\s{0,4}["':]/,
    { judge: (source, index) => (insideLoop(source, index) ? 7 : 4) },
  ),
  rule(
    'transaction',
    'data concurrency',
    '*',
    'ransaction BEGIN COMMIT ROLLBACK atomic',
    5,
    /\b(?:beginTransaction|begin_transaction|startTransaction|withTransaction|\$transaction|transaction\.atomic|BeginTx|@Transactional)\b|\.transaction\(|["'`](?:BEGIN|COMMIT|ROLLBACK)\b|FOR UPDATE\b/,
  ),
  rule(
    'index',
    'data',
    '*',
    'ndex',
    5,
    /\b(?:createIndex|ensureIndex|add_index|addIndex|create_index|db_index)\b|@Index\(|\.index\(\s{0,4}\{/,
  ),
  rule(
    'migration-call',
    'data migration',
    '*',
    '',
    6,
    /\b(?:op\.(?:add_column|drop_column|alter_column|create_table|drop_table)|knex\.schema|queryInterface\.\w{1,30}|migrations\.(?:AddField|RemoveField|RunPython|AlterField|CreateModel)|(?:add_column|remove_column|rename_column|change_column|create_table|drop_table)(?:\(|\s{1,4}:)|(?:createTable|dropTable|addColumn|dropColumn)\()/,
    { bare: true },
  ),
  rule(
    'offset-paging',
    'data',
    '*',
    'OFFSET offset( skip(',
    4,
    /\bOFFSET\s{1,4}[\d:$?%{]|\.(?:offset|skip)\(\s{0,4}\w/,
  ),
  // SQL files: every statement is data
  rule('sql-statement', 'data', 'sql', '', 5, /^\s{0,40}(?:SELECT|INSERT|UPDATE|WITH|CREATE|MERGE)\b/i),
  rule(
    'sql-ddl',
    'data migration',
    'sql',
    '',
    7,
    /^\s{0,40}(?:ALTER\s{1,4}TABLE|DROP\s|TRUNCATE\s|RENAME\s|CREATE\s{1,4}(?:UNIQUE\s{1,4})?INDEX)\b/i,
  ),
  rule('sql-not-null', 'data migration', 'sql', '', 9, /\bADD\s{1,4}(?:COLUMN\s{1,4})?.{1,120}\bNOT\s{1,4}NULL\b/i, {
    unless: /\bDEFAULT\b|\bCONSTRAINT\b/i,
  }),
  rule('sql-index-lock', 'data migration', 'sql', '', 8, /\bCREATE\s{1,4}(?:UNIQUE\s{1,4})?INDEX\b/i, {
    unless: /\bCONCURRENTLY\b/i,
    judge: (source) => (fileHas(source, createTable) ? 5 : 8),
  }),
  rule('sql-delete', 'data', 'sql', '', 8, /^\s{0,40}(?:DELETE\s{1,4}FROM|UPDATE)\b(?!.{0,400}\bWHERE\b).{0,400};/i),
];
