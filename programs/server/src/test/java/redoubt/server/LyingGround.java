package redoubt.server;

import java.io.IOException;
import java.time.Instant;
import redoubt.keys.proof.Answer;
import redoubt.keys.proof.ProvingGround;

/** A server with a fault: calls and looks go to the real one, and the fault has the last word. */
record LyingGround(ProvingGround real, Fault fault) implements ProvingGround {
  /** What is wrong with the server. By itself: nothing. */
  interface Fault {
    /** Answers instead of the server; may ask it. */
    default Answer call(Visit real, Caller caller, Side target, Call call) {
      return real.call(caller, target, call);
    }

    default void readDatabase(Visit real, Reader reader) throws IOException {
      real.readDatabase(reader);
    }
  }

  @Override
  public Visit enter() {
    Visit visit = real.enter();
    return new Visit() {
      @Override
      public String instance(Side side) {
        return visit.instance(side);
      }

      @Override
      public Answer call(Caller caller, Side target, Call call) {
        return fault.call(visit, caller, target, call);
      }

      @Override
      public Instant now() {
        return visit.now();
      }

      @Override
      public void await(Instant moment) {
        visit.await(moment);
      }

      @Override
      public void readDatabase(Reader reader) throws IOException {
        fault.readDatabase(visit, reader);
      }

      @Override
      public void readFiles(Reader reader) throws IOException {
        visit.readFiles(reader);
      }

      @Override
      public void close() {
        visit.close();
      }
    };
  }
}
