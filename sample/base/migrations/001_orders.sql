create table customers (
  id uuid primary key,
  name text not null,
  email text not null unique
);

create table orders (
  id uuid primary key,
  customer_id uuid not null references customers (id),
  status text not null check (status in ('placed', 'paid', 'shipped', 'cancelled')),
  total_cents integer not null check (total_cents >= 0),
  payment_id text,
  created_at timestamptz not null default now()
);

create table order_lines (
  order_id uuid not null references orders (id),
  sku text not null,
  quantity integer not null check (quantity > 0),
  unit_price_cents integer not null,
  primary key (order_id, sku)
);
