package redoubt.store;

import java.nio.file.Path;

/** A server process for tests: starts PostgreSQL, says so, and waits to be killed. */
final class Child {
  private Child() {}

  public static void main(String[] arguments) throws Exception {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]));
    try (Database database = Database.open(postgres.settings())) {
      database.transaction(handle -> handle.execute("create table if not exists kept (n int)"));
      database.transaction(handle -> handle.execute("insert into kept values (1)"));
      System.out.println("postgres " + postgres.pid());
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }
}
