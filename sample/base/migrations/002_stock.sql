create table stock (
  sku text primary key,
  available integer not null check (available >= 0)
);

create index orders_customer_idx on orders (customer_id, created_at desc);
