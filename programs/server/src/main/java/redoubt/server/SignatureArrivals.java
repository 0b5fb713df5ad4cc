package redoubt.server;

import redoubt.registry.events.Event;
import redoubt.registry.events.Listener;
import redoubt.signatures.SignaturesRoom;

/** Tells content trust what happens to images, and then everybody who remembers what it said. */
record SignatureArrivals(SignaturesRoom room, ImageNews news) implements Listener {
  @Override
  public String name() {
    return "signatures";
  }

  @Override
  public void heard(Event event) {
    switch (event.kind()) {
      case PUSH, TAG, UNTAG, RESTORE ->
          room.verdicts()
              .arrived(event.instance(), event.repository(), event.digest(), event.tag());
      case DELETE -> room.verdicts().gone(event.instance(), event.repository(), event.digest());
    }
    news.tell(event.repository());
  }
}
