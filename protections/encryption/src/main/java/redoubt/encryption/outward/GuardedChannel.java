package redoubt.encryption.outward;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import redoubt.core.Outward;

/**
 * A TCP connection that asks, of the address it is about to connect to, whether it may. Fails with
 * {@link AddressRefused} otherwise.
 */
public final class GuardedChannel extends NioSocketChannel {
  private static final EventLoopGroup LOOP =
      new NioEventLoopGroup(2, Thread.ofPlatform().daemon().name("outward-", 0).factory());

  private final Outward outward;
  private final boolean plain;

  /**
   * @param plain without TLS, which is for this machine alone unless anything goes
   */
  public GuardedChannel(Outward outward, boolean plain) {
    this.outward = outward;
    this.plain = plain;
  }

  /** The threads that carry all such connections; they end with the process. */
  public static EventLoopGroup loop() {
    return LOOP;
  }

  @Override
  protected boolean doConnect(SocketAddress remote, SocketAddress local) throws Exception {
    if (!(remote instanceof InetSocketAddress target)
        || target.getAddress() == null
        || !mayReach(target.getAddress())) {
      throw new AddressRefused();
    }
    return super.doConnect(remote, local);
  }

  private boolean mayReach(InetAddress address) {
    boolean readable = plain && outward != Outward.ANYWHERE;
    return outward.allows(address) && (!readable || address.isLoopbackAddress());
  }
}
