// The esp-idf back end against functions that do what ESP-IDF documents of its own.
#include "esp_idf_driver.h"

#include <cstdlib>
#include <cstring>
#include <set>
#include <vector>

#include <esp_private/wifi.h>
#include <esp_wifi.h>
#include <gtest/gtest.h>

using Frame = std::vector<uint8_t>;

struct esp_netif_obj
{
    const char *key;
    bool isUp;
    bool isDhcpRunning;
    std::vector<Frame> received;
};

extern "C"
{
    esp_event_base_t const WIFI_EVENT = "WIFI_EVENT";
}

namespace
{
int ethernetDriver;
}

esp_eth_handle_t eth_handle = nullptr;

namespace
{
/// What stands for ESP-IDF, anew for each test.
struct Idf
{
    esp_netif_obj ethernet = {"ETH_DEF", true, true, {}};
    esp_netif_obj station = {"WIFI_STA_DEF", true, true, {}};
    bool hasEthernet = true;
    bool hasStation = true;
    esp_err_t answer = ESP_OK;

    esp_eth_input_t ethernetInput = nullptr;
    void *ethernetContext = nullptr;
    wifi_rxcb_t stationInput = nullptr;
    esp_event_handler_t connected = nullptr;
    void *connectedArgument = nullptr;
    std::vector<Frame> sentByEthernet;
    std::vector<Frame> sentByStation;

    // Receive buffers of the Wi-Fi driver that are not given back yet.
    std::set<void *> lent;

    /// lwIP's own input, which ESP-IDF sets when it makes the interfaces.
    static esp_err_t FirmwareInput(void *buffer, uint16_t length, void *driverBuffer);

    void ReceiveByEthernet(const Frame &frame)
    {
        auto *buffer = static_cast<uint8_t *>(std::malloc(frame.size()));
        std::memcpy(buffer, frame.data(), frame.size());
        ethernetInput(eth_handle, buffer, static_cast<uint32_t>(frame.size()), ethernetContext);
    }

    void ReceiveByStation(Frame frame)
    {
        int driverBuffer = 0;
        lent.insert(&driverBuffer);
        stationInput(frame.data(), static_cast<uint16_t>(frame.size()), &driverBuffer);
        EXPECT_TRUE(lent.empty()) << "the driver's buffer was not given back";
        lent.clear();
    }

    /// ESP-IDF's own handler of the event first, as it was registered first.
    void JoinAccessPoint()
    {
        stationInput = FirmwareInput;
        if (connected != nullptr)
        {
            connected(connectedArgument, WIFI_EVENT, WIFI_EVENT_STA_CONNECTED, nullptr);
        }
    }
};

Idf *idf = nullptr;

esp_err_t Idf::FirmwareInput(void *buffer, uint16_t length, void *driverBuffer)
{
    return esp_netif_receive(&idf->station, buffer, length, driverBuffer);
}

class Received final : public Nano::FrameSink
{
  public:
    void OnFrame(const uint8_t *frame, uint32_t length) override
    {
        frames.emplace_back(frame, frame + length);
    }

    std::vector<Frame> frames;
};

class EspIdfDriver : public testing::Test
{
  protected:
    EspIdfDriver()
    {
        idf = &fakes;
        eth_handle = &ethernetDriver;
        fakes.stationInput = Idf::FirmwareInput;
    }

    ~EspIdfDriver() override
    {
        idf = nullptr;
    }

    Idf fakes;
    Received received;
    Nano::MacDriver &driver = Nano::PlatformDriver();
};

const Frame Some = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 8, 0, 15};
const Frame Other = {9, 9, 9, 9, 9, 9, 7, 8, 9, 10, 11, 12, 8, 0, 16};
} // namespace

extern "C"
{
    esp_netif_t *esp_netif_get_handle_from_ifkey(const char *key)
    {
        if (idf->hasEthernet && std::strcmp(key, idf->ethernet.key) == 0)
        {
            return &idf->ethernet;
        }
        return idf->hasStation && std::strcmp(key, idf->station.key) == 0 ? &idf->station : nullptr;
    }

    esp_err_t esp_netif_get_mac(esp_netif_t *netif, uint8_t mac[6])
    {
        std::memset(mac, netif == &idf->ethernet ? 0xE0 : 0x50, 6);
        return ESP_OK;
    }

    bool esp_netif_is_netif_up(esp_netif_t *netif)
    {
        return netif->isUp;
    }

    esp_err_t esp_netif_receive(esp_netif_t *netif, void *buffer, size_t length, void *driverBuffer)
    {
        const auto *bytes = static_cast<const uint8_t *>(buffer);
        netif->received.emplace_back(bytes, bytes + length);
        if (driverBuffer == nullptr)
        {
            std::free(buffer);
        }
        else
        {
            esp_wifi_internal_free_rx_buffer(driverBuffer);
        }
        return ESP_OK;
    }

    esp_err_t esp_netif_dhcpc_start(esp_netif_t *netif)
    {
        netif->isDhcpRunning = true;
        return ESP_OK;
    }

    esp_err_t esp_netif_dhcpc_stop(esp_netif_t *netif)
    {
        const bool was = netif->isDhcpRunning;
        netif->isDhcpRunning = false;
        return was ? ESP_OK : ESP_FAIL;
    }

    esp_err_t esp_eth_update_input_path(esp_eth_handle_t handle, esp_eth_input_t input, void *context)
    {
        EXPECT_EQ(&ethernetDriver, handle);
        idf->ethernetInput = input;
        idf->ethernetContext = context;
        return idf->answer;
    }

    esp_err_t esp_eth_transmit(esp_eth_handle_t, void *buffer, size_t length)
    {
        const auto *bytes = static_cast<const uint8_t *>(buffer);
        idf->sentByEthernet.emplace_back(bytes, bytes + length);
        return idf->answer;
    }

    esp_err_t esp_event_handler_instance_register(
        esp_event_base_t base, int32_t id, esp_event_handler_t handler, void *argument, esp_event_handler_instance_t *instance)
    {
        EXPECT_EQ(WIFI_EVENT, base);
        EXPECT_EQ(WIFI_EVENT_STA_CONNECTED, id);
        idf->connected = handler;
        idf->connectedArgument = argument;
        *instance = &idf->connected;
        return ESP_OK;
    }

    esp_err_t esp_event_handler_instance_unregister(esp_event_base_t, int32_t, esp_event_handler_instance_t instance)
    {
        EXPECT_EQ(&idf->connected, instance);
        idf->connected = nullptr;
        return ESP_OK;
    }

    esp_err_t esp_wifi_internal_reg_rxcb(wifi_interface_t which, wifi_rxcb_t callback)
    {
        EXPECT_EQ(WIFI_IF_STA, which);
        idf->stationInput = callback;
        return idf->answer;
    }

    int esp_wifi_internal_tx(wifi_interface_t which, void *buffer, uint16_t length)
    {
        EXPECT_EQ(WIFI_IF_STA, which);
        const auto *bytes = static_cast<const uint8_t *>(buffer);
        idf->sentByStation.emplace_back(bytes, bytes + length);
        return idf->answer;
    }

    void esp_wifi_internal_free_rx_buffer(void *driverBuffer)
    {
        EXPECT_EQ(1U, idf->lent.erase(driverBuffer)) << "given back twice, or never lent";
    }
}

TEST_F(EspIdfDriver, EthernetFrames_ComeToTheSinkAndNotToTheFirmware)
{
    ASSERT_TRUE(driver.Open(Nano::MacInterface::Ethernet, received));
    fakes.ReceiveByEthernet(Some);
    EXPECT_EQ(std::vector<Frame>{Some}, received.frames);
    EXPECT_TRUE(fakes.ethernet.received.empty());
    driver.Close();
}

TEST_F(EspIdfDriver, StationFrames_ComeToTheSinkAndNotToTheFirmware)
{
    ASSERT_TRUE(driver.Open(Nano::MacInterface::WifiStation, received));
    fakes.ReceiveByStation(Some);
    EXPECT_EQ(std::vector<Frame>{Some}, received.frames);
    EXPECT_TRUE(fakes.station.received.empty());
    driver.Close();
}

TEST_F(EspIdfDriver, JoiningAnAccessPointAgain_DoesNotTakeTheStationAway)
{
    ASSERT_TRUE(driver.Open(Nano::MacInterface::WifiStation, received));
    fakes.JoinAccessPoint();
    fakes.ReceiveByStation(Some);
    EXPECT_EQ(std::vector<Frame>{Some}, received.frames);
    driver.Close();
}

TEST_F(EspIdfDriver, Close_GivesEthernetBackToTheFirmware)
{
    ASSERT_TRUE(driver.Open(Nano::MacInterface::Ethernet, received));
    driver.Close();
    fakes.ReceiveByEthernet(Some);
    EXPECT_TRUE(received.frames.empty());
    EXPECT_EQ(std::vector<Frame>{Some}, fakes.ethernet.received);
}

TEST_F(EspIdfDriver, Close_GivesTheStationBackToTheFirmware_AndLetsGoOfTheEvent)
{
    ASSERT_TRUE(driver.Open(Nano::MacInterface::WifiStation, received));
    driver.Close();
    EXPECT_EQ(nullptr, fakes.connected);
    fakes.ReceiveByStation(Some);
    fakes.JoinAccessPoint();
    fakes.ReceiveByStation(Other);
    EXPECT_TRUE(received.frames.empty());
    EXPECT_EQ((std::vector<Frame>{Some, Other}), fakes.station.received);
}

TEST_F(EspIdfDriver, DhcpClientOfTheFirmware_RestsMeanwhile)
{
    ASSERT_TRUE(driver.Open(Nano::MacInterface::Ethernet, received));
    EXPECT_FALSE(fakes.ethernet.isDhcpRunning);
    driver.Close();
    EXPECT_TRUE(fakes.ethernet.isDhcpRunning);

    fakes.ethernet.isDhcpRunning = false;
    ASSERT_TRUE(driver.Open(Nano::MacInterface::Ethernet, received));
    driver.Close();
    EXPECT_FALSE(fakes.ethernet.isDhcpRunning) << "it was the firmware that had not started it";
}

TEST_F(EspIdfDriver, SentFrames_GoToTheMacThatIsOpen)
{
    Frame frame = Some;
    ASSERT_TRUE(driver.Open(Nano::MacInterface::Ethernet, received));
    EXPECT_EQ(Nano::SendResult::Taken, driver.Send(frame.data(), static_cast<uint32_t>(frame.size())));
    EXPECT_EQ(std::vector<Frame>{Some}, fakes.sentByEthernet);
    driver.Close();
    ASSERT_TRUE(driver.Open(Nano::MacInterface::WifiStation, received));
    EXPECT_EQ(Nano::SendResult::Taken, driver.Send(frame.data(), static_cast<uint32_t>(frame.size())));
    EXPECT_EQ(std::vector<Frame>{Some}, fakes.sentByStation);
    driver.Close();
}

TEST_F(EspIdfDriver, NoMemoryOrNoDescriptor_IsBusy_AndEverythingElseFails)
{
    Frame frame = Some;
    const auto length = static_cast<uint32_t>(frame.size());
    for (Nano::MacInterface which : {Nano::MacInterface::Ethernet, Nano::MacInterface::WifiStation})
    {
        fakes.answer = ESP_OK;
        ASSERT_TRUE(driver.Open(which, received));
        fakes.answer = ESP_ERR_NO_MEM;
        EXPECT_EQ(Nano::SendResult::Busy, driver.Send(frame.data(), length));
        fakes.answer = ESP_ERR_TIMEOUT;
        EXPECT_EQ(Nano::SendResult::Busy, driver.Send(frame.data(), length));
        fakes.answer = ESP_ERR_INVALID_STATE;
        EXPECT_EQ(Nano::SendResult::Failed, driver.Send(frame.data(), length));
        driver.Close();
    }
}

TEST_F(EspIdfDriver, FirmwareWithoutTheMac_CannotOpenIt)
{
    fakes.hasEthernet = false;
    EXPECT_FALSE(driver.Open(Nano::MacInterface::Ethernet, received));
    fakes.hasStation = false;
    EXPECT_FALSE(driver.Open(Nano::MacInterface::WifiStation, received));
}

TEST_F(EspIdfDriver, EthernetThatWasNotInstalled_CannotBeOpened)
{
    eth_handle = nullptr;
    EXPECT_FALSE(driver.Open(Nano::MacInterface::Ethernet, received));
}

TEST_F(EspIdfDriver, RefusalByEspIdf_LeavesNothingBehind)
{
    fakes.answer = ESP_FAIL;
    EXPECT_FALSE(driver.Open(Nano::MacInterface::Ethernet, received));
    EXPECT_FALSE(driver.Open(Nano::MacInterface::WifiStation, received));
    EXPECT_EQ(nullptr, fakes.connected);
    EXPECT_TRUE(fakes.ethernet.isDhcpRunning);
    EXPECT_TRUE(fakes.station.isDhcpRunning);
}

TEST_F(EspIdfDriver, LinkAndAddress_AreThoseOfTheFirmwaresInterface)
{
    ASSERT_TRUE(driver.Open(Nano::MacInterface::Ethernet, received));
    EXPECT_TRUE(driver.IsLinkUp());
    fakes.ethernet.isUp = false;
    EXPECT_FALSE(driver.IsLinkUp());
    uint8_t address[6] = {};
    driver.GetHardwareAddress(address);
    EXPECT_EQ(0xE0, address[0]);
    EXPECT_EQ(0xE0, address[5]);
    driver.Close();
}
