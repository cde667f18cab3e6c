using System.Threading;
using NanoException = Nano.Net.Sockets.SocketException;
using NanoLevel = Nano.Net.Sockets.SocketOptionLevel;
using NanoName = Nano.Net.Sockets.SocketOptionName;

namespace System.Net.Sockets
{
    public partial class Socket
    {
        /// <summary>Milliseconds that a receive may wait; -1 (the default) for ever, which 0 sets as well.</summary>
        public int ReceiveTimeout
        {
            get { return inner.ReceiveTimeout == 0 ? Timeout.Infinite : inner.ReceiveTimeout; }
            set { inner.ReceiveTimeout = value == Timeout.Infinite ? 0 : value; }
        }

        /// <summary>Milliseconds that a send may wait; -1 (the default) for ever, which 0 sets as well.</summary>
        public int SendTimeout
        {
            get { return inner.SendTimeout == 0 ? Timeout.Infinite : inner.SendTimeout; }
            set { inner.SendTimeout = value == Timeout.Infinite ? 0 : value; }
        }

        /// <summary>Sets an option.</summary>
        /// <param name="optionLevel">What it is of.</param>
        /// <param name="optionName">Which.</param>
        /// <param name="optionValue">Its value.</param>
        /// <exception cref="SocketException">It is not supported.</exception>
        public void SetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName, bool optionValue)
        {
            try
            {
                inner.SetSocketOption((NanoLevel)(int)optionLevel, (NanoName)(int)optionName, optionValue);
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <inheritdoc cref="SetSocketOption(SocketOptionLevel, SocketOptionName, bool)"/>
        public void SetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName, int optionValue)
        {
            try
            {
                inner.SetSocketOption((NanoLevel)(int)optionLevel, (NanoName)(int)optionName, optionValue);
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <inheritdoc cref="SetSocketOption(SocketOptionLevel, SocketOptionName, bool)"/>
        public void SetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName, byte[] optionValue)
        {
            try
            {
                inner.SetSocketOption((NanoLevel)(int)optionLevel, (NanoName)(int)optionName, optionValue);
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <summary>Gets an option.</summary>
        /// <param name="optionLevel">What it is of.</param>
        /// <param name="optionName">Which.</param>
        /// <returns>Its value.</returns>
        /// <exception cref="SocketException">It is not supported.</exception>
        public object GetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName)
        {
            try
            {
                return inner.GetSocketOption((NanoLevel)(int)optionLevel, (NanoName)(int)optionName);
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <summary>Gets an option.</summary>
        /// <param name="optionLevel">What it is of.</param>
        /// <param name="optionName">Which.</param>
        /// <param name="val">Where to put its bytes, the lowest first.</param>
        /// <exception cref="SocketException">It is not supported.</exception>
        public void GetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName, byte[] val)
        {
            try
            {
                inner.GetSocketOption((NanoLevel)(int)optionLevel, (NanoName)(int)optionName, val);
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }
    }
}
