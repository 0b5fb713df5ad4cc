/**
 * What tests of every room share: a real PostgreSQL with a fresh database per test class, a clock
 * that tests move, an HTTPS client that trusts one authority, and the guard for tests that need a
 * program which may not be installed. Nothing here is part of the product.
 */
@NullMarked
package redoubt.testkit;

import org.jspecify.annotations.NullMarked;
