using System.Globalization;
using Nano.Net.Management;

// Keeps one generation of settings after the other, and says the number of each when it is kept: generation N is N % 1,000 + 4
// bytes, first N itself and then the lowest byte of N.
var store = new SettingsStore(new FileSettingsMedium(args[0]), 1024);
byte[] content = new byte[1024];
uint number = store.Load(content) < 0 ? 0 : BitConverter.ToUInt32(content);
using Stream output = Console.OpenStandardOutput();
while (true)
{
    number++;
    int length = (int)(number % 1000) + 4;
    Array.Fill(content, (byte)number);
    BitConverter.TryWriteBytes(content, number);
    store.Save(content, length);
    output.Write(System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture) + "\n"));
    output.Flush();
}
